//! stub
use crate::catalog::EndpointRef;
use crate::pattern::Confidence;
/// stub
#[derive(Clone, Debug)]
pub struct Attribution {
    /// best
    pub best: Candidate,
    /// others
    pub others: Vec<Candidate>,
}
/// stub
#[derive(Clone, Debug)]
pub struct Candidate {
    /// endpoint
    pub endpoint: EndpointRef,
    /// confidence
    pub confidence: Confidence,
    /// reason
    pub reason: String,
}
