//! Turns pcapng's ticks of an interface into nanoseconds (draft-ietf-opsawg-pcapng section 4.2, if_tsresol and
//! if_tsoffset).

use crate::Time;

/// How long one tick of an interface's clock is, and where it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    tick: Tick,
    /// Added to every time, in whole seconds.
    pub(super) offset_seconds: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tick {
    /// A tick is this many nanoseconds.
    Nanoseconds(i64),
    /// This many ticks are a nanosecond.
    PerNanosecond(i128),
    /// 2 to this many ticks are a second; below 128.
    BinaryPerSecond(u8),
}

impl Default for Clock {
    /// Microseconds since 1970, where an interface says nothing.
    fn default() -> Self {
        Self {
            tick: Tick::Nanoseconds(1000),
            offset_seconds: 0,
        }
    }
}

impl Clock {
    /// Takes the value of if_tsresol: the negative power of ten, or of two where the highest bit is set.
    pub(super) fn set_resolution(&mut self, value: u8) {
        let exponent = u32::from(value & 0x7f);
        self.tick = if value & 0x80 != 0 {
            Tick::BinaryPerSecond(value & 0x7f)
        } else if exponent <= 9 {
            Tick::Nanoseconds(10_i64.pow(9 - exponent))
        } else {
            // 10^38 is the last that fits; a clock that is finer never gets past its first nanosecond.
            Tick::PerNanosecond(10_i128.checked_pow(exponent - 9).unwrap_or(i128::MAX))
        };
    }

    /// The time after so many ticks; saturates where [`Time`] does. The upper half of the range counts back from 1970:
    /// clocks that were never set run there, and no real one gets so far.
    pub(super) fn time(&self, ticks: u64) -> Time {
        let ticks = ticks.cast_signed();
        let nanoseconds = match self.tick {
            Tick::Nanoseconds(each) => ticks.saturating_mul(each),
            Tick::PerNanosecond(each) => saturate(i128::from(ticks).div_euclid(each)),
            // 2^63 * 10^9 < 2^93.
            Tick::BinaryPerSecond(exponent) => {
                saturate((i128::from(ticks) * 1_000_000_000) >> exponent)
            }
        };
        Time(nanoseconds.saturating_add(self.offset_seconds.saturating_mul(1_000_000_000)))
    }
}

fn saturate(nanoseconds: i128) -> i64 {
    i64::try_from(nanoseconds).unwrap_or(if nanoseconds < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(resolution: u8) -> Clock {
        let mut clock = Clock::default();
        clock.set_resolution(resolution);
        clock
    }

    #[test]
    fn a_tick_is_a_microsecond_unless_said() {
        assert_eq!(Clock::default().time(5), Time(5_000));
    }

    #[test]
    fn powers_of_ten_above_and_below_a_nanosecond_are_read() {
        assert_eq!(clock(3).time(5), Time(5_000_000));
        assert_eq!(clock(12).time(5_999), Time(5));
        assert_eq!(clock(127).time(1 << 62), Time(0));
    }

    #[test]
    fn ticks_before_1970_count_back() {
        assert_eq!(clock(6).time(u64::MAX), Time(-1_000));
    }

    #[test]
    fn powers_of_two_are_read() {
        assert_eq!(clock(0x80 | 10).time(1536), Time(1_500_000_000));
        assert_eq!(clock(0xff).time(1 << 62), Time(0));
    }

    #[test]
    fn the_offset_is_added_and_saturates() {
        let mut clock = clock(0);
        clock.offset_seconds = -2;
        assert_eq!(clock.time(3), Time(1_000_000_000));
        clock.offset_seconds = i64::MAX;
        assert_eq!(clock.time(1 << 62), Time(i64::MAX));
    }
}
