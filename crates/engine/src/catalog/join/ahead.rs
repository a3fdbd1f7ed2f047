//! Parses files ahead of joining them, several at a time: parsing is nearly all that loading the built-in catalog takes,
//! and every start of the program waits for it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::At;
use crate::catalog::load::{LoadError, Parsed, parse};

/// Threads at most, this one included: the largest file alone is a sixth of the work.
const THREADS: usize = 4;

/// What came of a file; `None` where nobody got to it.
pub(super) type Ahead = Option<Result<Parsed, LoadError>>;

/// Parses each file, and gives the results in the order of the files. Without threads to be had, it is done in this one.
pub(super) fn parse_ahead(files: &[At<'_>]) -> Vec<Ahead> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        // Whoever is free takes the next file: a number is given out once.
        while let Some((number, at)) = {
            let number = next.fetch_add(1, Ordering::Relaxed);
            files.get(number).map(|at| (number, at))
        } {
            done.push((number, parse(at.path, at.file)));
        }
        done
    };
    let mut results: Vec<Ahead> = files.iter().map(|_| None).collect();
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let others = 1..threads.min(THREADS).min(files.len());
        let others: Vec<_> = others
            .filter_map(|_| thread::Builder::new().spawn_scoped(scope, work).ok())
            .collect();
        let mut done = work();
        // What a thread that failed took with it is parsed when it is needed.
        done.extend(
            others
                .into_iter()
                .flat_map(|it| it.join().unwrap_or_default()),
        );
        for (number, result) in done {
            if let Some(slot) = results.get_mut(number) {
                *slot = Some(result);
            }
        }
    });
    results
}
