//! Approximate exchange rates, for showing the catalogue's prices in the currency of a trip.
//!
//! The table is data (`crates/domain/catalogue/rates.json`), rounded and dated; it is good for planning and not for paying.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::money::{Currency, Money};

const TEXT: &str = include_str!("../../catalogue/rates.json");

/// Fixed point of the table: units of a currency for one million euros.
const SCALE_DIGITS: usize = 6;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    as_of: String,
    #[expect(dead_code, reason = "for readers of the file")]
    note: String,
    /// Decimal text, at most six digits after the point.
    units_per_euro: HashMap<String, String>,
}

struct Table {
    as_of: String,
    /// Millionths of a unit for one euro, by currency code.
    rates: HashMap<String, i128>,
}

/// The table; an entry that cannot be read is left out (a test reads all).
fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let Ok(file) = serde_json::from_str::<File>(TEXT) else { return Table { as_of: String::new(), rates: HashMap::new() } };
        let rates = file.units_per_euro.into_iter().filter_map(|(code, rate)| Some((code, millionths(&rate)?)));
        Table { as_of: file.as_of, rates: rates.collect() }
    })
}

/// Year and month of the rates: `2026-11`.
pub fn as_of() -> &'static str {
    &table().as_of
}

/// Currencies with a rate, by code.
pub fn currencies() -> Vec<Currency> {
    let mut known: Vec<Currency> = table().rates.keys().filter_map(|code| code.parse().ok()).collect();
    known.sort_unstable_by_key(|currency| currency.code());
    known
}

/// The amount in another currency, rounded half up to its minor unit; exact integer arithmetic, saturating at the largest amount
/// there is. None without a rate for both.
pub fn convert(money: Money, to: Currency) -> Option<Money> {
    if money.currency == to {
        return Some(money);
    }
    let rates = &table().rates;
    let (from_rate, to_rate) = (rates.get(money.currency.code())?, rates.get(to.code())?);
    // At most 9.3e18 minor units x 1e13 millionths x 1e4, twice: inside 1.7e38.
    let numerator = i128::from(money.minor) * to_rate * i128::from(to.factor());
    let denominator = from_rate * i128::from(money.currency.factor());
    let minor = (2 * numerator + denominator).div_euclid(2 * denominator);
    Some(Money::new(i64::try_from(minor).unwrap_or(if minor < 0 { i64::MIN } else { i64::MAX }), to))
}

fn millionths(rate: &str) -> Option<i128> {
    let (whole, fraction) = rate.split_once('.').unwrap_or((rate, ""));
    let digits = !whole.is_empty() && [whole, fraction].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let fits = whole.len() <= 7 && fraction.len() <= SCALE_DIGITS;
    let value = (digits && fits).then(|| format!("{whole}{fraction:0<SCALE_DIGITS$}").parse().ok())??;
    (value > 0).then_some(value)
}
