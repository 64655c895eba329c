//! A destination as parts of a problem, in the currency of the trip.

use pathfinder_domain::catalogue::{self, rates};
use pathfinder_domain::money::{Currency, Money};

fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

#[test]
fn parts_carry_the_slug_in_their_ids_and_the_wanted_currency() {
    let rome = catalogue::destination("rome").unwrap();
    let parts = rome.parts(currency("EUR")).unwrap();
    assert_eq!(parts.city.id, "rome");
    let colosseum = parts.places.iter().find(|place| place.id == "rome/colosseum").unwrap();
    assert_eq!(colosseum.city, "rome");
    assert_eq!(colosseum.fees.last().unwrap().price, Money::parse("18.00", currency("EUR")).unwrap());
    let in_yen = rome.parts(currency("JPY")).unwrap();
    assert!(in_yen.restaurants.iter().all(|restaurant| restaurant.price.currency == currency("JPY") && restaurant.price.minor > 500));
    assert_eq!(rome.parts(currency("XAU")), None, "gold has no rate");
}

#[test]
fn every_destination_has_its_fares() {
    for head in catalogue::destinations() {
        let travel = catalogue::destination(&head.slug).unwrap().parts(currency("EUR")).unwrap().travel;
        for fare in [travel.transit_fare, travel.taxi_base, travel.taxi_per_km] {
            assert!(fare.is_some_and(|fare| (20..1000).contains(&fare.minor)), "{}: {fare:?}", head.slug);
        }
    }
}

#[test]
fn amounts_convert_exactly_and_round_half_up() {
    let convert =
        |amount: &str, from: &str, to: &str| rates::convert(Money::parse(amount, currency(from)).unwrap(), currency(to)).unwrap().amount();
    assert_eq!(convert("10.00", "EUR", "USD"), "11.60");
    assert_eq!(convert("11.60", "USD", "EUR"), "10.00");
    assert_eq!(convert("1.00", "EUR", "JPY"), "178");
    assert_eq!(convert("1", "JPY", "EUR"), "0.01");
    assert_eq!(convert("0.25", "EUR", "JPY"), "45", "44.5 rounds up");
    assert_eq!(convert("12.34", "EUR", "EUR"), "12.34");
    assert_eq!(convert("999999999.99", "EUR", "VND"), "30499999999695");
    assert_eq!(convert("92233720368547758.07", "EUR", "VND"), "9223372036854775807", "the largest amount stands for more");
}

#[test]
fn the_table_is_readable_and_dated() {
    assert_eq!(rates::as_of(), "2026-11");
    let known = rates::currencies();
    assert!(known.len() >= 30, "{} currencies", known.len());
    let text = include_str!("../../catalogue/rates.json");
    let listed: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(listed["unitsPerEuro"].as_object().unwrap().len(), known.len(), "an entry cannot be read");
}
