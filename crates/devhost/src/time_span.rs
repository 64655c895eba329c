//! .NET's `TimeSpan` text, the form of every duration in host.json: `[d.]hh:mm[:ss[.fff]]`.

use std::time::Duration;

/// `None` when the text is no time span; a negative one (`-1`, "no limit") is not a span either and is the caller's matter.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let parts: Vec<&str> = text.trim().split(':').collect();
    let (days, hours, minutes, seconds) = match parts.as_slice() {
        // A lone number is days, which surprises everybody once.
        [days] => (days.parse().ok()?, 0, 0, 0.0),
        [hours, minutes] => {
            let (days, hours) = days_and_hours(hours)?;
            (days, hours, below(minutes, 60)?, 0.0)
        }
        [hours, minutes, seconds] => {
            let (days, hours) = days_and_hours(hours)?;
            let fraction: f64 = seconds.parse().ok()?;
            if !(0.0..60.0).contains(&fraction) {
                return None;
            }
            (days, hours, below(minutes, 60)?, fraction)
        }
        _ => return None,
    };
    let whole = days.checked_mul(24)?.checked_add(hours)?.checked_mul(60)?.checked_add(minutes)?.checked_mul(60)?;
    Some(Duration::from_secs(whole) + Duration::from_secs_f64(seconds))
}

fn days_and_hours(text: &str) -> Option<(u64, u64)> {
    match text.split_once('.') {
        Some((days, hours)) => Some((days.parse().ok()?, below(hours, 24)?)),
        None => Some((0, below(text, 24)?)),
    }
}

fn below(text: &str, limit: u64) -> Option<u64> {
    text.parse().ok().filter(|number| *number < limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_dotnet_reads() {
        assert_eq!(parse("00:05:00"), Some(Duration::from_secs(300)));
        assert_eq!(parse("00:00:00.250"), Some(Duration::from_millis(250)));
        assert_eq!(parse("1.02:00:00"), Some(Duration::from_secs(26 * 3600)));
        assert_eq!(parse("10:30"), Some(Duration::from_secs(37_800)));
        assert_eq!(parse("2"), Some(Duration::from_secs(172_800)));
        for bad in ["", "24:00:00", "00:60:00", "00:00:60", "-1", "soon", "1:2:3:4"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
