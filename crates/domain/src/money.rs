//! Money: whole minor units with their ISO 4217 currency; on the wire `{"amount":"12.34","currency":"EUR"}`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// Prices and budgets that people write stay below this, in major units; more is a typing error in every currency (in Vietnamese dong it is
/// about 30 million euros). Sums of them may be larger.
pub const MAX_MAJOR_UNITS: i64 = 1_000_000_000_000;

/// A plan's sums stay below this, in minor units. Sums saturate, so that one which reaches it may have lost something on the way.
pub const MAX_SUM: i64 = i64::MAX / 4;

/// An ISO 4217 currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Digits after the decimal point (ISO 4217 minor unit): EUR 2, JPY 0, KWD 3.
    pub fn digits(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(2))
    }

    /// Minor units in one major unit.
    pub fn factor(self) -> i64 {
        10_i64.pow(self.digits())
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(code: &str) -> Result<Self, MoneyError> {
        iso_currency::Currency::from_code(code).map(Self).ok_or_else(|| MoneyError::UnknownCurrency(code.chars().take(10).collect()))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl JsonSchema for Currency {
    fn schema_name() -> Cow<'static, str> {
        "Currency".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217 currency code.", "examples": ["EUR"] })
    }
}

/// An amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "WireMoney", into = "WireMoney")]
pub struct Money {
    /// Minor units (cents for EUR).
    pub minor: i64,
    pub currency: Currency,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MoneyError {
    #[error("{0:?} is not an ISO 4217 currency code")]
    UnknownCurrency(String),
    #[error("{amount:?} is not an amount in {currency}: write digits with at most {digits} after the point")]
    Amount { amount: String, currency: &'static str, digits: u32 },
    #[error("{left} and {right} are different currencies")]
    Mixed { left: &'static str, right: &'static str },
    #[error("the sum is too large")]
    Overflow,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireMoney {
    amount: String,
    currency: String,
}

impl TryFrom<WireMoney> for Money {
    type Error = MoneyError;

    fn try_from(wire: WireMoney) -> Result<Self, MoneyError> {
        Self::parse(&wire.amount, wire.currency.parse()?)
    }
}

impl From<Money> for WireMoney {
    fn from(money: Money) -> Self {
        Self { amount: money.amount(), currency: money.currency.code().to_owned() }
    }
}

impl Money {
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Reads decimal text such as `12.34`; a minus sign is allowed, more digits than the currency has are not.
    ///
    /// # Errors
    /// [`MoneyError::Amount`].
    pub fn parse(amount: &str, currency: Currency) -> Result<Self, MoneyError> {
        let fault =
            || MoneyError::Amount { amount: amount.chars().take(30).collect(), currency: currency.code(), digits: currency.digits() };
        let (negative, unsigned) = amount.strip_prefix('-').map_or((false, amount), |rest| (true, rest));
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits_only = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let decimals = usize::try_from(currency.digits()).map_err(|_| fault())?;
        if whole.is_empty()
            || !digits_only(whole)
            || !digits_only(fraction)
            || fraction.len() > decimals
            || (unsigned.contains('.') && fraction.is_empty())
        {
            return Err(fault());
        }
        let major: i128 = whole.parse().map_err(|_| fault())?;
        let padded = format!("{fraction:0<decimals$}");
        let rest: i128 = if padded.is_empty() { 0 } else { padded.parse().map_err(|_| fault())? };
        let minor = major.checked_mul(i128::from(currency.factor())).and_then(|minor| minor.checked_add(rest)).ok_or_else(fault)?;
        let minor = i64::try_from(if negative { -minor } else { minor }).map_err(|_| fault())?;
        Ok(Self { minor, currency })
    }

    /// Whether somebody may have meant it as a price or a budget: it is below [`MAX_MAJOR_UNITS`].
    pub fn within_reason(self) -> bool {
        self.minor.unsigned_abs() / self.currency.factor().unsigned_abs() < MAX_MAJOR_UNITS.unsigned_abs()
    }

    /// The amount as decimal text with exactly the currency's digits.
    pub fn amount(self) -> String {
        let factor = self.currency.factor().unsigned_abs();
        let sign = if self.minor < 0 { "-" } else { "" };
        let (whole, rest) = (self.minor.unsigned_abs() / factor, self.minor.unsigned_abs() % factor);
        match self.currency.digits() {
            0 => format!("{sign}{whole}"),
            digits => format!("{sign}{whole}.{rest:0width$}", width = digits as usize),
        }
    }

    /// # Errors
    /// [`MoneyError::Mixed`], [`MoneyError::Overflow`].
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Mixed { left: self.currency.code(), right: other.currency.code() });
        }
        Ok(Self { minor: self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?, ..self })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

impl JsonSchema for Money {
    fn schema_name() -> Cow<'static, str> {
        "Money".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "An amount of money: decimal text with at most the currency's digits, and the ISO 4217 code.",
            "properties": {
                "amount": { "type": "string", "pattern": "^-?[0-9]{1,19}(\\.[0-9]{1,4})?$", "examples": ["12.34"] },
                "currency": { "type": "string", "pattern": "^[A-Z]{3}$", "examples": ["EUR"] }
            },
            "required": ["amount", "currency"],
            "additionalProperties": false
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    #[test]
    fn amounts_keep_the_digits_of_their_currency() {
        for (text, code, minor) in
            [("12.34", "EUR", 1234), ("12.3", "EUR", 1230), ("-0.05", "EUR", -5), ("1800", "JPY", 1800), ("1.234", "KWD", 1234)]
        {
            assert_eq!(Money::parse(text, currency(code)).unwrap().minor, minor, "{text} {code}");
        }
        for (text, code) in [
            ("12.345", "EUR"),
            ("1.5", "JPY"),
            ("", "EUR"),
            (".5", "EUR"),
            ("5.", "EUR"),
            ("1e3", "EUR"),
            ("+1", "EUR"),
            ("92233720368547758.08", "EUR"),
            ("NaN", "EUR"),
        ] {
            assert!(Money::parse(text, currency(code)).is_err(), "{text} {code}");
        }
        assert_eq!(Money::new(-5, currency("EUR")).amount(), "-0.05");
    }

    #[test]
    fn a_sum_is_read_back_whatever_its_size_and_an_absurd_price_is_known() {
        for (minor, code) in [(i64::MAX, "VND"), (i64::MIN, "VND"), (i64::MAX, "EUR"), (120_000_000_000, "IDR")] {
            let money = Money::new(minor, currency(code));
            assert_eq!(serde_json::from_value::<Money>(serde_json::to_value(money).unwrap()).unwrap(), money);
        }
        assert!(Money::new(99_999_999_999_999, currency("EUR")).within_reason());
        assert!(!Money::new(100_000_000_000_000, currency("EUR")).within_reason());
        assert!(!Money::new(i64::MIN, currency("VND")).within_reason());
    }

    #[test]
    fn the_wire_form_is_an_object_and_refuses_the_unknown() {
        let money: Money = serde_json::from_str(r#"{"amount":"12.30","currency":"EUR"}"#).unwrap();
        assert_eq!(serde_json::to_string(&money).unwrap(), r#"{"amount":"12.30","currency":"EUR"}"#);
        assert!(serde_json::from_str::<Money>(r#"{"amount":"1","currency":"XXQ"}"#).is_err());
        assert!(serde_json::from_str::<Money>(r#"{"amount":"1","currency":"EUR","x":1}"#).is_err());
    }
}
