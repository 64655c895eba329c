//! How dates, amounts, durations and distances read on a page. English, 24 hours, metric.

use chrono::{Datelike, NaiveDate};
use pathfinder_domain::money::Money;

/// `1,240.50`: the currency stands elsewhere on the page.
pub(crate) fn amount(money: Money) -> String {
    let plain = money.amount();
    let (sign, unsigned) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("−", rest));
    let (whole, fraction) = unsigned.split_once('.').map_or((unsigned, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut grouped = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

/// `1,240.50 EUR`.
pub(crate) fn priced(money: Money) -> String {
    format!("{}\u{a0}{}", amount(money), money.currency)
}

/// Parts of one sum in one currency; a sum that does not fit is the largest amount.
pub(crate) fn sum(zero: Money, parts: impl IntoIterator<Item = Money>) -> Money {
    parts.into_iter().fold(zero, |total, part| total.plus(part).unwrap_or(total))
}

/// `part` of `whole` as 0 … 1.
pub(crate) fn fraction(part: Money, whole: Money) -> f64 {
    if whole.minor <= 0 { 0.0 } else { (part.minor.max(0) as f64 / whole.minor as f64).min(1.0) }
}

pub(crate) fn percent(part: Money, whole: Money) -> String {
    format!("{:.0} %", fraction(part, whole) * 100.0)
}

/// `1 h 05 min`, `12 min`.
pub(crate) fn minutes(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest}\u{a0}min"),
        (hours, 0) => format!("{hours}\u{a0}h"),
        (hours, rest) => format!("{hours}\u{a0}h\u{a0}{rest:02}\u{a0}min"),
    }
}

/// `350 m`, `2.4 km`, `120 km`.
pub(crate) fn distance(metres: u32) -> String {
    match metres {
        0..1_000 => format!("{metres}\u{a0}m"),
        1_000..100_000 => format!("{:.1}\u{a0}km", f64::from(metres) / 1_000.0),
        _ => format!("{}\u{a0}km", metres / 1_000),
    }
}

/// `3 visits`, `1 visit`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number}\u{a0}{}", if number == 1 { one } else { many })
}

/// `12 – 18 May 2025`, as short as it can be without doubt.
pub(crate) fn dates(first: NaiveDate, last: NaiveDate) -> String {
    let end = last.format("%-d %B %Y");
    if first == last {
        end.to_string()
    } else if (first.year(), first.month()) == (last.year(), last.month()) {
        format!("{} – {end}", first.day())
    } else if first.year() == last.year() {
        format!("{} – {end}", first.format("%-d %B"))
    } else {
        format!("{} – {end}", first.format("%-d %B %Y"))
    }
}

/// `Wed 14 May`.
pub(crate) fn short_date(date: NaiveDate) -> String {
    date.format("%a %-d %b").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_as_people_write_them() {
        let eur = |minor| Money::new(minor, "EUR".parse().unwrap());
        assert_eq!(amount(eur(123_456_789)), "1,234,567.89");
        assert_eq!(amount(eur(-5)), "−0.05");
        assert_eq!(priced(Money::new(1800, "JPY".parse().unwrap())), "1,800\u{a0}JPY");
        assert_eq!(minutes(65), "1\u{a0}h\u{a0}05\u{a0}min");
        assert_eq!(distance(2_449), "2.4\u{a0}km");
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(dates(day(2025, 5, 12), day(2025, 5, 18)), "12 – 18 May 2025");
        assert_eq!(dates(day(2025, 5, 30), day(2025, 6, 2)), "30 May – 2 June 2025");
        assert_eq!(dates(day(2025, 12, 30), day(2026, 1, 2)), "30 December 2025 – 2 January 2026");
    }
}
