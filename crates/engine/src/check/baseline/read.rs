//! A baseline file into a [`Baseline`], key by key.

use toml_edit::{Item, TableLike};

use super::{Acceptance, Baseline, Reach, SCHEMA};
use crate::said::{Origin, ReadError, Reader, date, text};

/// The keys of a baseline.
const KEYS: [&str; 2] = ["schema", "accept"];

/// The keys of an acceptance.
const ACCEPT_KEYS: [&str; 3] = ["destination", "reason", "until"];

/// The days of a draft.
const UNTIL: &str = "write the last day on which it holds: until = 2026-12-31";

/// Reads a baseline file. `file` is its name for errors.
pub(super) fn read(file: &str, text: &str) -> Result<Baseline, ReadError> {
    let reader = BaselineReader(Reader::new("a baseline", file, text));
    let document = reader.0.document(text)?;
    let accept = reader.baseline(file, document.as_table())?;
    Ok(Baseline {
        file: file.to_owned(),
        accept,
    })
}

struct BaselineReader(Reader);

impl BaselineReader {
    fn baseline(&self, file: &str, table: &dyn TableLike) -> Result<Vec<Acceptance>, ReadError> {
        let (mut schema, mut accept) = (false, Vec::new());
        for (key, item) in table.iter() {
            let at = self.0.origin(table, key, item);
            match key {
                "schema" => {
                    let known = text(item).filter(|it| it == SCHEMA).map(|_| ());
                    let hint = format!("this program reads schema = \"{SCHEMA}\"");
                    self.0
                        .chosen(at, known, "it is no baseline that can be read", &hint)?;
                    schema = true;
                }
                "accept" => accept = self.acceptances(&at, item)?,
                _ => return Err(self.0.unknown(at, key, &KEYS)),
            }
        }
        if !schema {
            return Err(ReadError::Value {
                origin: Origin::File {
                    file: file.into(),
                    line: 1,
                    key: "schema".to_owned(),
                },
                what: "the baseline does not say its form".to_owned(),
                hint: format!("begin it with schema = \"{SCHEMA}\""),
            });
        }
        Ok(accept)
    }

    fn acceptances(&self, at: &Origin, item: &Item) -> Result<Vec<Acceptance>, ReadError> {
        let hint = "write [[accept]], and below it destination, reason and until";
        let mut all: Vec<Acceptance> = Vec::new();
        for table in self.0.tables(at, item, hint)? {
            let next = self.acceptance(at, table)?;
            if let Some(first) = all.iter().find(|it| it.reach == next.reach) {
                return Err(ReadError::Value {
                    origin: next.origin,
                    what: format!(
                        "{} is accepted already in line {}",
                        next.destination,
                        first.origin.line().unwrap_or_default()
                    ),
                    hint: "keep one of the two".to_owned(),
                });
            }
            all.push(next);
        }
        Ok(all)
    }

    fn acceptance(&self, list: &Origin, table: &dyn TableLike) -> Result<Acceptance, ReadError> {
        let (mut destination, mut reason, mut until) = (None, None, None);
        for (key, item) in table.iter() {
            let at = self.0.origin(table, key, item);
            match key {
                "destination" => destination = Some(self.destination(at, item)?),
                "reason" => {
                    let why = text(item).map(|it| it.trim().to_owned());
                    let hint = "say why in quotation marks, for whoever reads it in a year";
                    reason = Some(self.0.chosen(at, why, "it is no text", hint)?.value);
                }
                "until" => {
                    until = Some(self.0.chosen(at, date(item), "it is no date", UNTIL)?.value);
                }
                _ => return Err(self.0.unknown(at, key, &ACCEPT_KEYS)),
            }
        }
        let at = self.0.first_key(list, table);
        let missing = |key: &str, hint: &str| ReadError::Value {
            origin: at.clone(),
            what: format!("the acceptance has no `{key}`"),
            hint: hint.to_owned(),
        };
        let (destination, reach, origin) = destination.ok_or_else(|| {
            missing(
                "destination",
                "say what is accepted: destination = \"host.example\"",
            )
        })?;
        let reason =
            reason.ok_or_else(|| missing("reason", "say why, for whoever reads it in a year"))?;
        let until = until.ok_or_else(|| missing("until", UNTIL))?;
        Ok(Acceptance {
            destination,
            reach,
            reason,
            until,
            origin,
        })
    }

    fn destination(&self, at: Origin, item: &Item) -> Result<(String, Reach, Origin), ReadError> {
        let hint = "write it in quotation marks: destination = \"host.example\"";
        let said = self.0.chosen(at, text(item), "it is no text", hint)?;
        let reach = Reach::read(&said.value).map_err(|error| ReadError::Value {
            origin: said.origin.clone(),
            what: error.what,
            hint: error.hint,
        })?;
        Ok((said.value.trim().to_owned(), reach, said.origin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A baseline of these acceptances, without its first line.
    fn baseline(rest: &str) -> Result<Baseline, ReadError> {
        read("b.toml", &format!("schema = \"{SCHEMA}\"\n{rest}"))
    }

    fn error(rest: &str) -> String {
        let error = baseline(rest).expect_err(rest);
        format!("{error} ({})", error.hint().unwrap_or_default())
    }

    #[test]
    fn an_acceptance_has_a_destination_a_reason_and_a_day() {
        let read = baseline(
            "[[accept]]\ndestination = \"*.contoso.com\"\nreason = \" ours \"\nuntil = 2027-02-01\n\
             [[accept]]\ndestination = \"20.1.2.3:443\"\nreason = \"\"\nuntil = \"2027-02-01\"\n",
        )
        .expect("it is a baseline");
        let [first, second] = read.accept.as_slice() else {
            panic!("{read:?}");
        };
        assert_eq!(
            (first.reason.as_str(), first.origin.line()),
            ("ours", Some(3))
        );
        assert_eq!(
            (second.destination.as_str(), second.origin.line()),
            ("20.1.2.3:443", Some(7))
        );
    }

    #[test]
    fn it_holds_to_the_end_of_its_last_day() {
        use super::super::Standing;
        let read = baseline(
            "accept = [{ destination = \"a.example\", reason = \"x\", until = 2027-02-01 },\n\
             { destination = \"b.example\", reason = \"  \", until = 2027-02-01 }]\n",
        )
        .expect("it is a baseline");
        let on =
            |day: &str, at: usize| read.accept[at].standing(day.parse().expect("it is a date"));
        assert_eq!(on("2027-02-01", 0), Standing::Holds);
        assert_eq!(on("2027-02-02", 0), Standing::Expired);
        assert_eq!(on("2027-01-01", 1), Standing::Draft);
    }

    #[test]
    fn mistakes_are_told_with_their_line_and_what_was_meant() {
        let accept = "[[accept]]\ndestination = \"a.example\"\n";
        for (rest, parts) in [
            (
                "acept = []\n",
                &["b.toml:2: acept", "no such key", "did you mean accept?"][..],
            ),
            ("accept = 3\n", &["b.toml:2: accept", "[[accept]]"]),
            (
                &format!("{accept}until = 2027-01-01\n"),
                &["b.toml:3: destination", "no `reason`"],
            ),
            (
                &format!("{accept}reason = \"x\"\n"),
                &["b.toml:3", "no `until`", "2026-12-31"],
            ),
            (
                &format!("{accept}reson = \"x\"\n"),
                &["b.toml:4: reson", "did you mean reason?"],
            ),
            (
                &format!("{accept}reason = 3\n"),
                &["b.toml:4: reason", "no text"],
            ),
            (&format!("{accept}until = 2027-02-30\n"), &["b.toml:4"]),
            (
                "[[accept]]\ndestination = \"*\"\n",
                &["b.toml:3: destination", "everything", "*.contoso.com"],
            ),
            (
                "[[accept]]\nreason = \"x\"\n",
                &["b.toml:3: reason", "no `destination`"],
            ),
        ] {
            let said = error(rest);
            for part in parts {
                assert!(said.contains(part), "no {part:?} in: {said}");
            }
        }
    }

    #[test]
    fn the_same_destination_twice_is_refused_however_it_is_spelled() {
        let one = |name: &str| {
            format!("[[accept]]\ndestination = \"{name}\"\nreason = \"x\"\nuntil = 2027-01-01\n")
        };
        let said = error(&(one("a.example") + &one("A.example.")));
        assert!(
            said.contains("b.toml:7: destination") && said.contains("line 3"),
            "{said}"
        );
        let said = error(&(one("20.1.2.3/24") + &one("20.1.2.0/24")));
        assert!(said.contains("accepted already"), "{said}");
    }

    #[test]
    fn the_form_has_to_be_said() {
        let without = read("b.toml", "accept = []\n").expect_err("it has no schema");
        assert!(
            without.to_string().contains("b.toml:1: schema"),
            "{without}"
        );
        let other =
            read("b.toml", "\nschema = \"backchat-baseline/2\"\n").expect_err("it is newer");
        assert!(other.to_string().contains("b.toml:2: schema"), "{other}");
    }
}
