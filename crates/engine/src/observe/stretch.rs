//! Times in which a run was recorded.

use backchat_wire::Time;

/// Stretches kept; what follows lengthens the last one, so that time is never lost, only pauses in it.
const KEPT: usize = 4096;

/// A time in which something was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its first packet.
    pub from: Time,
    /// Its last packet.
    pub to: Time,
}

/// The times in which a run was recorded, ascending, with pauses between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stretches(Vec<Stretch>);

impl Stretches {
    /// From stretches; `None` where they do not ascend or overlap.
    #[must_use]
    pub fn from_parts(parts: Vec<Stretch>) -> Option<Self> {
        let forward = parts.iter().all(|it| it.from <= it.to);
        let ascend = parts.windows(2).all(|pair| pair[0].to < pair[1].from);
        (forward && ascend).then_some(Self(parts))
    }

    /// Each of them.
    #[must_use]
    pub fn each(&self) -> &[Stretch] {
        &self.0
    }

    /// A packet was recorded at `time`; more than `pause` nanoseconds after the one before begin a new stretch. A packet
    /// from before that belongs to the stretch at hand, as captures are only nearly in order.
    pub fn see(&mut self, time: Time, pause: u64) {
        let room = self.0.len() < KEPT;
        match self.0.last_mut() {
            None => self.0.push(Stretch {
                from: time,
                to: time,
            }),
            Some(last) if time <= last.to => {
                last.from = last.from.min(time);
            }
            Some(last) => {
                let silence = u64::try_from(time.since(last.to)).unwrap_or_default();
                if silence > pause && room {
                    self.0.push(Stretch {
                        from: time,
                        to: time,
                    });
                } else {
                    last.to = time;
                }
            }
        }
        self.mend();
    }

    /// A packet that lies far back may have drawn the last stretch over others.
    fn mend(&mut self) {
        while let [.., before, last] = self.0.as_mut_slice()
            && last.from <= before.to
        {
            before.from = before.from.min(last.from);
            before.to = before.to.max(last.to);
            self.0.pop();
        }
    }

    /// All of it, in seconds.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        let each = self.0.iter().map(|it| it.to.since(it.from) as f64);
        each.sum::<f64>() / 1e9
    }

    /// From the first packet to the last.
    #[must_use]
    pub fn span(&self) -> Option<Stretch> {
        Some(Stretch {
            from: self.0.first()?.from,
            to: self.0.last()?.to,
        })
    }

    /// The same without pauses: for who knows that recording never stopped, and that silences in it are silence.
    #[must_use]
    pub fn unbroken(&self) -> Self {
        Self(self.span().into_iter().collect())
    }

    /// The same, begun as early as `from` and ended as late as `to`: for who knows when recording began and stopped, which
    /// the packets of a quiet network do not tell. Never shorter than the packets show.
    #[must_use]
    pub fn ran(&self, from: Option<Time>, to: Option<Time>) -> Self {
        let mut own = self.0.clone();
        if let Some((first, from)) = own.first_mut().zip(from) {
            first.from = first.from.min(from);
        }
        if let Some((last, to)) = own.last_mut().zip(to) {
            last.to = last.to.max(to);
        }
        if let (true, Some(from), Some(to)) = (own.is_empty(), from, to)
            && from <= to
        {
            own.push(Stretch { from, to });
        }
        Self(own)
    }

    /// How many pauses lie between them.
    #[must_use]
    pub fn pauses(&self) -> u64 {
        self.0.len().saturating_sub(1) as u64
    }

    /// The length of the pauses together, in seconds.
    #[must_use]
    pub fn paused(&self) -> f64 {
        let pairs = self.0.windows(2);
        let each = pairs.map(|pair| pair[1].from.since(pair[0].to) as f64);
        each.sum::<f64>() / 1e9
    }

    /// Seconds that both hold.
    #[must_use]
    pub fn overlap(&self, other: &Self) -> f64 {
        let mut shared = 0_i64;
        for one in &self.0 {
            for two in &other.0 {
                let common = one.to.min(two.to).since(one.from.max(two.from));
                shared = shared.saturating_add(common.max(0));
            }
        }
        shared as f64 / 1e9
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: u64 = 3_600_000_000_000;

    fn of(seconds: &[i64]) -> Stretches {
        let mut stretches = Stretches::default();
        for second in seconds {
            stretches.see(Time::from_seconds(*second), HOUR);
        }
        stretches
    }

    #[test]
    fn a_pause_is_no_time_watched() {
        let stretches = of(&[0, 60, 60 + 3601, 7000]);
        assert_eq!(stretches.each().len(), 2);
        assert_eq!(stretches.seconds(), 60.0 + (7000 - 3661) as f64);
    }

    #[test]
    fn who_knows_when_recording_ran_may_say_so() {
        let at = Time::from_seconds;
        let stretches = of(&[100, 200, 90_000]);
        assert_eq!(stretches.unbroken().seconds(), 89_900.0);
        let ran = stretches.ran(Some(at(0)), Some(at(95_000)));
        assert_eq!((ran.pauses(), ran.seconds()), (1, 200.0 + 5000.0));
        assert_eq!(stretches.ran(Some(at(150)), None), stretches);
        let nothing = Stretches::default().ran(Some(at(0)), Some(at(60)));
        assert_eq!(nothing.seconds(), 60.0);
    }

    #[test]
    fn an_hour_of_silence_is_no_pause() {
        assert_eq!(of(&[0, 3600]).seconds(), 3600.0);
    }

    #[test]
    fn what_both_watched_is_found() {
        assert_eq!(of(&[0, 100]).overlap(&of(&[50, 200])), 50.0);
        assert_eq!(of(&[0, 100]).overlap(&of(&[150, 200])), 0.0);
    }

    proptest! {
        #[test]
        fn whatever_the_order_stretches_ascend(seconds in prop::collection::vec(0_i64..100_000, 0..60)) {
            let stretches = of(&seconds);
            prop_assert!(Stretches::from_parts(stretches.each().to_vec()).is_some());
            let span = stretches.span().map(|it| (it.from, it.to));
            let least = seconds.iter().min().map(|it| Time::from_seconds(*it));
            let most = seconds.iter().max().map(|it| Time::from_seconds(*it));
            prop_assert_eq!(span, least.zip(most));
        }
    }
}
