//! Follows one HTTP/1 connection: request after request on the client's side, and on the server's side only what
//! may turn the connection into something else. Where bytes are missing it waits for the next request.

use super::authority::Authority;
use super::body::Body;
use super::head::{self, Fields};
use super::naming::{Naming, fact};
use super::request_line::{
    Beginning, RequestLine, beginning, find, is_response, may_be_response, skip_blank_lines,
};
use super::response::{Answer, Pending, Responses};
use crate::name::{Progress, StreamReader};
use crate::{Absence, Finding, NameKind, Protocol, Side};

/// The longest head of a request; of a longer one the part before this is read, and then the next request is
/// waited for. Servers allow 8 to 64 KiB.
const HEAD_LIMIT: usize = 64 * 1024;

/// What of a response is looked at for its status: `HTTP/1.1 200` and what follows.
const STATUS_LINE: usize = 13;

/// Reads one connection.
#[derive(Default)]
pub(super) struct Reader {
    /// Which side sends the requests; until one has shown it, the initiator is believed to.
    client: Option<Side>,
    phase: Phase,
    /// The head of a request that began in an earlier slice. Invariant: it holds no complete head.
    head: Vec<u8>,
    pending: Option<Pending>,
    responses: Responses,
    naming: Naming,
    trouble: Option<Absence>,
    labelled: bool,
    status_seen: bool,
    /// The beginning of a response that began in an earlier slice; shorter than [`STATUS_LINE`].
    status_line: Vec<u8>,
    server_seen: bool,
    client_seen: bool,
    finished: bool,
}

#[derive(Default)]
enum Phase {
    /// At or in the head of a request.
    #[default]
    Head,
    /// In the body of a request.
    Body(Body),
    /// Before the body of a request, which the client may drop if the server objects to it (`Expect`).
    Offered(Body),
    /// Somewhere: bytes are missing, or were not understood.
    Lost,
}

impl StreamReader for Reader {
    fn read(&mut self, from: Side, bytes: &[u8], findings: &mut Vec<Finding>) -> Progress {
        if !self.labelled {
            findings.push(Finding::Protocol(Protocol("HTTP")));
            self.labelled = true;
        }
        // The middle of what may become a request tells nothing, and may look like the start of a response.
        let starts = from != Side::Initiator || self.head.is_empty();
        if self.client.is_none() && starts {
            self.settle(from, bytes, findings);
        }
        if from == self.client_side() {
            self.client_seen = true;
            self.requests(bytes, findings)
        } else {
            self.server_seen = true;
            self.answers(bytes, findings)
        }
    }

    fn gap(&mut self, from: Side, findings: &mut Vec<Finding>) -> Progress {
        if from == self.client_side() {
            self.break_off(Absence::Gap, findings);
            self.trouble.get_or_insert(Absence::Gap);
        } else {
            self.responses.clear();
            self.status_line.clear();
        }
        Progress::Reading
    }

    fn finish(&mut self, findings: &mut Vec<Finding>) {
        if std::mem::replace(&mut self.finished, true) {
            return;
        }
        self.break_off(Absence::Gap, findings);
        let one_sided = self.server_seen && !self.client_seen;
        let trouble = self.trouble.filter(|_| !one_sided);
        let trouble = trouble.or(one_sided.then_some(Absence::OneSided));
        if let Some(absence) = self.naming.absence(trouble) {
            findings.push(Finding::NoName(absence));
        }
    }
}

impl Reader {
    fn client_side(&self) -> Side {
        self.client.unwrap_or(Side::Initiator)
    }

    /// Finds out which side is the client, from the first bytes that tell.
    fn settle(&mut self, from: Side, bytes: &[u8], findings: &mut Vec<Finding>) {
        let client = if is_response(bytes) {
            from.opposite()
        } else if beginning(bytes) == Beginning::Request {
            from
        } else {
            return;
        };
        self.client = Some(client);
        if client == Side::Responder {
            // What the other side sent so far was taken for requests.
            self.head.clear();
            self.phase = Phase::Head;
            findings.push(Finding::Initiator(client));
        }
    }

    /// Takes bytes of the client.
    fn requests(&mut self, bytes: &[u8], findings: &mut Vec<Finding>) -> Progress {
        let mut rest = bytes;
        while !rest.is_empty() {
            match &mut self.phase {
                Phase::Offered(body) => {
                    self.phase = if beginning(rest) == Beginning::Request {
                        Phase::Head
                    } else {
                        Phase::Body(*body)
                    };
                }
                Phase::Body(body) => match body.skip(rest) {
                    Ok(after) => {
                        rest = after;
                        if body.is_over() {
                            self.phase = Phase::Head;
                        }
                    }
                    Err(_) => {
                        self.phase = Phase::Lost;
                        return Progress::Reading;
                    }
                },
                Phase::Lost => {
                    let Some(found) = find(rest).and_then(|at| rest.get(at..)) else {
                        return Progress::Reading;
                    };
                    rest = found;
                    self.phase = Phase::Head;
                }
                Phase::Head => {
                    if self.head.is_empty() {
                        rest = skip_blank_lines(rest);
                        if beginning(rest) == Beginning::Other {
                            match self.turn(bytes.len().saturating_sub(rest.len()), findings) {
                                Some(progress) => return progress,
                                None => self.lose(),
                            }
                            continue;
                        }
                    }
                    rest = self.head(rest, findings);
                }
            }
        }
        Progress::Reading
    }

    /// What bytes that are no request mean where the server's answer is still to come: the client did not wait for
    /// it, or the capture does not hold it, or holds it later.
    fn turn(&mut self, consumed: usize, findings: &mut Vec<Finding>) -> Option<Progress> {
        match self.pending? {
            Pending::WebSocket => Some(self.done(findings)),
            Pending::Tunnel | Pending::Upgrade => Some(Progress::Inside { consumed }),
        }
    }

    /// Takes bytes of a request's head and returns what follows it.
    fn head<'a>(&mut self, bytes: &'a [u8], findings: &mut Vec<Finding>) -> &'a [u8] {
        if self.head.is_empty() {
            // The usual case: the whole head in one slice, which is not copied.
            if let Some((head, after)) =
                head::end(bytes, 0).and_then(|end| bytes.split_at_checked(end))
            {
                self.request(head, true, findings);
                return after;
            }
        }
        let before = self.head.len();
        let room = HEAD_LIMIT.saturating_sub(before);
        let (taken, after) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
        self.head.extend_from_slice(taken);
        if let Some(end) = head::end(&self.head, before.saturating_sub(3)) {
            let mut head = std::mem::take(&mut self.head);
            head.truncate(end);
            self.request(&head, true, findings);
            return bytes.get(end.saturating_sub(before)..).unwrap_or_default();
        }
        // Looking once at the line's end, and before it only while the method is short of complete, keeps this
        // linear even where every slice is one byte.
        let line_ended = taken.contains(&b'\n') || before < 32;
        if line_ended && beginning(&self.head) == Beginning::Other {
            self.head.clear();
            self.lose();
        } else if self.head.len() >= HEAD_LIMIT {
            self.break_off(Absence::Bounded, findings);
        }
        after
    }

    /// Takes a request's head, `complete` up to its blank line or cut off anywhere.
    fn request(&mut self, head: &[u8], complete: bool, findings: &mut Vec<Finding>) {
        let Some((line, lines)) = head::first_line(head) else {
            return;
        };
        let Some(RequestLine { method, target }) = RequestLine::parse(line) else {
            self.lose();
            return;
        };
        let client = *self.client.get_or_insert(Side::Initiator);
        let fields = Fields::parse(lines);
        let connect = method == b"CONNECT";
        let path = Some(target).filter(|_| !connect);
        self.naming
            .request(method, path, fields.user_agent, findings);
        let naming = &mut self.naming;
        if connect {
            let authority = Authority::parse(target);
            naming.name(NameKind::CONNECT, authority, client, findings);
        }
        for host in &fields.hosts {
            let authority = Authority::parse(host);
            naming.name(NameKind::HTTP, authority, client, findings);
        }
        // Without its end, the head may have a `Host` that is missing here.
        if complete
            && fields.hosts.is_empty()
            && let Some(authority) = Authority::of_target(target)
        {
            naming.name(NameKind::HTTP, authority, client, findings);
        }
        self.pending = match fields.upgrade {
            _ if connect => Some(Pending::Tunnel),
            Some(value) => Some(Pending::of_upgrade(value)),
            None => None,
        };
        self.responses.clear();
        self.phase = match Body::new(fields.length) {
            // A CONNECT has no body, whatever its fields say.
            _ if connect => Phase::Head,
            Ok(body) if body.is_over() => Phase::Head,
            Ok(body) if fields.expects => Phase::Offered(body),
            Ok(body) => Phase::Body(body),
            Err(_) => Phase::Lost,
        };
    }

    /// Takes bytes of the server.
    fn answers(&mut self, bytes: &[u8], findings: &mut Vec<Finding>) -> Progress {
        if !self.status_seen {
            self.status(bytes, findings);
        }
        let Some(pending) = self.pending else {
            return Progress::Reading;
        };
        match self.responses.read(pending, bytes) {
            Answer::None => Progress::Reading,
            Answer::Refused => {
                self.pending = None;
                Progress::Reading
            }
            Answer::Granted { .. } if pending == Pending::WebSocket => self.done(findings),
            Answer::Granted { consumed } => Progress::Inside { consumed },
        }
    }

    /// Looks for the first final status at the start of a slice, or where an earlier slice broke off.
    fn status(&mut self, bytes: &[u8], findings: &mut Vec<Finding>) {
        let room = STATUS_LINE.saturating_sub(self.status_line.len());
        self.status_line
            .extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        if !may_be_response(&self.status_line) {
            self.status_line.clear();
        } else if self.status_line.len() >= STATUS_LINE {
            if let Some(status @ 200..) = head::status(&self.status_line) {
                self.status_seen = true;
                findings.push(fact("http.status", status.to_string()));
            }
            self.status_line.clear();
        }
    }

    fn done(&mut self, findings: &mut Vec<Finding>) -> Progress {
        self.finish(findings);
        Progress::Done
    }

    /// Reads what there is of a head that goes no further here, and waits for the next request.
    fn break_off(&mut self, why: Absence, findings: &mut Vec<Finding>) {
        let head = std::mem::take(&mut self.head);
        if !head.is_empty() {
            self.request(&head, false, findings);
            self.trouble.get_or_insert(why);
        }
        self.phase = Phase::Lost;
    }

    /// Waits for the next request after bytes that are none.
    fn lose(&mut self) {
        self.phase = Phase::Lost;
        // A connection is claimed by its first request, unless it was caught midway.
        let why = match self.client {
            None => Absence::NoHandshake,
            Some(_) => Absence::Malformed,
        };
        self.trouble.get_or_insert(why);
    }
}

#[cfg(test)]
mod tests;
