//! Retry policies of host.json and function.json: the loop that the host runs in memory, on top of a queue's own redelivery.

use std::time::Duration;

use serde_json::Value;

use crate::time_span;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Retry {
    /// `None`: for ever (`-1`).
    pub(crate) max: Option<u32>,
    least: Duration,
    most: Duration,
}

impl Retry {
    pub(crate) fn read(json: &Value) -> Result<Self, String> {
        let max = match json.get("maxRetryCount").and_then(Value::as_i64) {
            Some(-1) => None,
            Some(count) => Some(u32::try_from(count).map_err(|_| "retry.maxRetryCount must be -1 or more")?),
            None => return Err("retry.maxRetryCount is missing".to_owned()),
        };
        let span = |key: &str| {
            let text = json.get(key).and_then(Value::as_str);
            text.and_then(time_span::parse).ok_or_else(|| format!("retry.{key} must be a time span such as 00:00:05"))
        };
        let (least, most) = match json.get("strategy").and_then(Value::as_str).unwrap_or_default() {
            strategy if strategy.eq_ignore_ascii_case("fixedDelay") => (span("delayInterval")?, span("delayInterval")?),
            strategy if strategy.eq_ignore_ascii_case("exponentialBackoff") => (span("minimumInterval")?, span("maximumInterval")?),
            other => return Err(format!("retry.strategy must be fixedDelay or exponentialBackoff, not {other:?}")),
        };
        Ok(Self { max, least, most })
    }

    /// Whether another attempt follows the one with this number (0 is the first).
    pub(crate) fn again(&self, attempt: u32) -> bool {
        self.max.is_none_or(|max| attempt < max)
    }

    pub(crate) fn pause(&self, attempt: u32) -> Duration {
        self.least.saturating_mul(2_u32.saturating_pow(attempt)).clamp(self.least, self.most.max(self.least))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fixed_and_exponential_pauses() {
        let fixed = Retry::read(&json!({"strategy": "fixedDelay", "maxRetryCount": 2, "delayInterval": "00:00:03"})).unwrap();
        assert_eq!((fixed.again(1), fixed.again(2), fixed.pause(7)), (true, false, Duration::from_secs(3)));
        let policy =
            json!({"strategy": "exponentialBackoff", "maxRetryCount": -1, "minimumInterval": "00:00:01", "maximumInterval": "00:00:10"});
        let growing = Retry::read(&policy).unwrap();
        assert_eq!((growing.again(1_000_000), growing.pause(2), growing.pause(9)), (true, Duration::from_secs(4), Duration::from_secs(10)));
        assert!(Retry::read(&json!({"strategy": "hope", "maxRetryCount": 1})).is_err());
    }
}
