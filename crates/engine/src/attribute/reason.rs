//! Why an endpoint matches and why the best one wins, in words.

use std::fmt::Write as _;

use super::{Agreement, Attributor, Candidate, Query, Standing};
use crate::catalog::ProtocolSet;
use crate::pattern::{Fit, PathPart};

/// How many tied areas are named in a reason; there are never more in practice.
const NAMED_LIMIT: usize = 5;

impl Attributor<'_> {
    pub(super) fn give_reasons(
        &self,
        query: &Query<'_>,
        seen: ProtocolSet,
        best: &mut Candidate,
        others: &mut [Candidate],
    ) {
        for other in others.iter_mut() {
            other.reason = self.why_it_matches(other, query, seen);
        }
        best.reason = self.why_it_matches(best, query, seen);
        let wins = self.why_it_wins(best, others);
        best.reason.push_str(&wins);
    }

    fn why_it_matches(
        &self,
        candidate: &Candidate,
        query: &Query<'_>,
        seen: ProtocolSet,
    ) -> String {
        let endpoint = self.catalog.endpoint(candidate.endpoint);
        let entry = &endpoint.entry;
        let spelling = self.spellings.get(candidate.spelling as usize);
        let pattern = spelling.map_or(&endpoint.pattern, |it| &it.pattern);
        let written = spelling.map_or(entry.as_written.as_str(), |it| it.written);
        let name = pattern.host();
        let author = if endpoint.origin.built_in {
            "the vendor"
        } else {
            "the catalog"
        };
        let mut text = match candidate.fit {
            Fit::Below if candidate.is_likeness() => {
                format!("{written} covers all of {name}, which names no component")
            }
            Fit::Whole => format!("{written} names this host"),
            Fit::Below => format!("it is below {name}, and {author} writes {written}"),
            Fit::Glob => format!("it has the form {written}"),
            Fit::Apex => format!(
                "it is {name} itself, where {author} writes {written}; vendors do not keep the two apart"
            ),
            Fit::Glued => format!(
                "it only looks like {written}: it fits if the * is taken as plain text, and is probably another host"
            ),
        };
        if let PathPart::Glob(path) = pattern.path() {
            match query.path {
                Some(_) => write!(text, "; the path agrees with {path}"),
                None => write!(text, "; whether the path is {path} could not be seen"),
            }
            .expect("a String takes any text");
        }
        self.add_protocol(&mut text, candidate, seen);
        match (candidate.process, query.process) {
            (Agreement::Agrees, Some(process)) => {
                let _ = write!(text, "; {process} is known to use it");
            }
            (Agreement::Disagrees, Some(process)) => {
                let known = endpoint.processes.iter().map(|it| it.name.as_str());
                let known = known.collect::<Vec<_>>().join(", ");
                let _ = write!(text, "; it is known of {known}, not of {process}");
            }
            _ => {}
        }
        if let Some(port) = query
            .port
            .filter(|port| !entry.ports.contains(port) && !entry.udp_ports.contains(port))
            .filter(|_| !entry.ports.is_empty() || !entry.udp_ports.is_empty())
        {
            let ports = endpoint.ports_written().join(", ");
            let _ = write!(text, "; seen on port {port}, usual is {ports}");
        }
        if let Some(carrier) = &entry.carrier {
            let _ = write!(
                text,
                "; it is a name of {carrier}, which usually stands behind another name"
            );
        }
        self.add_standing(&mut text, candidate);
        if endpoint.origin.is_users() {
            let _ = write!(text, "; the entry is {}", endpoint.origin.words());
        }
        text
    }

    fn add_protocol(&self, text: &mut String, candidate: &Candidate, seen: ProtocolSet) {
        let documented = self.facts.get(candidate.endpoint.index());
        let documented = documented.map_or(ProtocolSet::default(), |facts| facts.protocols);
        let result = match candidate.protocol {
            Agreement::Agrees => write!(text, "; the protocol agrees ({documented})"),
            Agreement::Weak => write!(text, "; documented with {documented}, seen with {seen}"),
            Agreement::Disagrees => write!(
                text,
                "; the protocol disagrees: documented with {documented}, seen with {seen}"
            ),
            Agreement::Unknown => Ok(()),
        };
        result.expect("a String takes any text");
    }

    fn add_standing(&self, text: &mut String, candidate: &Candidate) {
        let entry = &self.catalog.endpoint(candidate.endpoint).entry;
        let release = self.release.as_deref();
        let release = release.and_then(|id| self.catalog.release(id));
        let page = release.map_or("a page", |release| release.entry.name.as_str());
        match candidate.standing {
            Standing::Documented => {
                let ours = entry
                    .documented
                    .iter()
                    .find(|row| Some(row.release.as_str()) == self.release.as_deref());
                let spelling = self.spellings.get(candidate.spelling as usize);
                if let (Some(row), Some(false)) = (ours, spelling.map(|it| it.ours)) {
                    let _ = write!(
                        text,
                        "; {page} writes {}, other pages write it so",
                        row.as_written(entry)
                    );
                }
            }
            Standing::Mentioned => {
                let _ = write!(text, "; {page} names it without listing it");
            }
            Standing::Elsewhere => {
                let others: Vec<&str> = entry
                    .documented
                    .iter()
                    .filter_map(|row| self.catalog.release(&row.release))
                    .map(|release| release.entry.name.as_str())
                    .collect();
                let _ = match others.as_slice() {
                    [] => write!(text, "; no page of a release lists it"),
                    [one] => write!(text, "; documented for {one}, not for {page}"),
                    [first, .., last] => {
                        write!(text, "; documented for {first} to {last}, not for {page}")
                    }
                };
            }
        }
    }

    fn why_it_wins(&self, best: &Candidate, others: &[Candidate]) -> String {
        let area = |it: &Candidate| {
            self.catalog
                .area_of(it.endpoint)
                .name(self.release.as_deref())
        };
        let tied: Vec<&str> = others.iter().filter(|it| it.tied).map(area).collect();
        if !tied.is_empty() {
            let named = tied.iter().take(NAMED_LIMIT);
            let named: Vec<&str> = named.copied().collect();
            return format!(
                "; also documented in area {}, as well as here",
                named.join(", ")
            );
        }
        let Some(next) = others.first() else {
            return String::new();
        };
        let other = &self.catalog.endpoint(next.endpoint).entry.as_written;
        let other = format!("{other} ({})", area(next));
        let (mine, theirs) = (&best.rank, &next.rank);
        let because = if mine.sureness != theirs.sureness {
            format!("{other} fits only doubtfully")
        } else if mine.page != theirs.page {
            format!("the page lists it, unlike {other}")
        } else if mine.host != theirs.host {
            format!("it spells out more of the name than {other}")
        } else if mine.path != theirs.path {
            format!("it spells out more of the path than {other}")
        } else if mine.protocol != theirs.protocol {
            format!("the protocol fits better than with {other}")
        } else if mine.process != theirs.process {
            format!("the process fits better than with {other}")
        } else {
            format!("the page lists it, unlike {other}")
        };
        format!("; it wins because {because}")
    }
}
