//! Reads an Overpass API export of OpenStreetMap into catalogue form.
//!
//! The export is what `[out:json]; ( nwr[...](bbox); ); out center tags;` answers. OpenStreetMap knows names, spots, kinds, hours and
//! cuisines; it does not know prices, so those come from the header, and entrance is left free until a person fills it in.

mod classify;

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use super::destination::{Destination, Eatery, Quarter, Sight, point};
use crate::fault::Fault;
use crate::opening::Hours;
use crate::planning::problem::Diet;
use classify::{Kind, kind};

/// Things nearer than this with the same kind of entry are taken for one, metres.
const SAME_METRES: f64 = 15.0;

/// What OpenStreetMap does not say.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// A destination without entries; its entries, if any, are kept and come first.
    pub destination: Destination,
    /// A usual main meal for one adult, decimal text in the destination's currency.
    pub meal_price: String,
    /// A usual family room for one night.
    pub room_price: String,
}

/// An import and what it left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    pub destination: Destination,
    pub skipped: Skipped,
}

/// Counts of elements that were left out, by reason; and of opening hours that were dropped because they could not be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Skipped {
    pub unnamed: usize,
    /// Neither a sight nor a restaurant nor a lodging.
    pub other_kinds: usize,
    /// Without coordinates or outside the bounds.
    pub elsewhere: usize,
    pub duplicates: usize,
    pub unreadable_hours: usize,
}

#[derive(Deserialize)]
struct Export {
    elements: Vec<Element>,
}

#[derive(Deserialize)]
struct Element {
    #[serde(rename = "type")]
    kind: String,
    id: i64,
    #[serde(flatten)]
    node: Option<Coordinates>,
    center: Option<Coordinates>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

#[derive(Deserialize, Clone, Copy)]
struct Coordinates {
    lat: f64,
    lon: f64,
}

/// Turns an export into catalogue form.
///
/// # Errors
/// Text that is not an Overpass JSON export; amounts of the header that are none.
pub fn import(overpass_json: &str, header: Header) -> Result<Import, Vec<Fault>> {
    let mut faults = Vec::new();
    for (field, amount) in [("mealPrice", &header.meal_price), ("roomPrice", &header.room_price)] {
        if header.destination.money(amount).is_none() {
            faults.push(Fault::new(format!("/{field}"), "amount", format!("{amount:?} is no amount in {}", header.destination.currency)));
        }
    }
    let export: Option<Export> = serde_json::from_str(overpass_json)
        .map_err(|fault| faults.push(Fault::new("", "not-overpass", format!("this is not an Overpass JSON export: {fault}"))))
        .ok();
    let Some(export) = export.filter(|_| faults.is_empty()) else { return Err(faults) };
    let mut importer = Importer::of(header);
    for element in export.elements {
        importer.take(element);
    }
    Ok(Import { destination: importer.header.destination, skipped: importer.skipped })
}

struct Importer {
    header: Header,
    skipped: Skipped,
    ids: HashSet<String>,
    /// List, lower-case name and spot of what is there already.
    seen: Vec<(std::mem::Discriminant<Kind>, String, [f64; 2])>,
}

impl Importer {
    fn of(header: Header) -> Self {
        let d = &header.destination;
        let ids = d.places.iter().map(|p| &p.id).chain(d.restaurants.iter().map(|r| &r.id)).chain(d.lodgings.iter().map(|l| &l.id));
        let ids = ids.cloned().collect();
        let sights = d.places.iter().map(|p| (std::mem::discriminant(&Kind::Sight(p.category)), p.name.to_lowercase(), p.at));
        let eateries = d.restaurants.iter().map(|r| (std::mem::discriminant(&Kind::Eatery), r.name.to_lowercase(), r.at));
        let seen = sights.chain(eateries).collect();
        Self { header, skipped: Skipped::default(), ids, seen }
    }

    fn take(&mut self, element: Element) {
        let tags = element.tags;
        let Some(name) = name(&tags) else { return self.skipped.unnamed += 1 };
        let Some(kind) = kind(&tags) else { return self.skipped.other_kinds += 1 };
        let spot = element.center.or(element.node).map(|c| [four_decimals(c.lat), four_decimals(c.lon)]);
        let Some(at) = spot.filter(|&spot| self.inside(spot)) else { return self.skipped.elsewhere += 1 };
        let (list, lower) = (std::mem::discriminant(&kind), name.to_lowercase());
        if self.seen.iter().any(|(l, n, there)| *l == list && (*n == lower || point(*there).metres_to(point(at)) < SAME_METRES)) {
            return self.skipped.duplicates += 1;
        }
        self.seen.push((list, lower, at));
        let id = self.id(&name, &element.kind, element.id);
        let hours = self.hours(&tags);
        let destination = &mut self.header.destination;
        match kind {
            Kind::Sight(category) => {
                let minutes = classify::usual_minutes(category);
                destination.places.push(Sight { id, name, at, category, minutes, fees: Vec::new(), hours, tags: kept(&tags) });
            }
            Kind::Eatery => {
                let price = self.header.meal_price.clone();
                let cuisine = cuisines(&tags);
                destination.restaurants.push(Eatery {
                    id,
                    name,
                    at,
                    meals: (cuisine == ["ice_cream"]).then(Vec::new),
                    cuisine,
                    price,
                    price_class: 2,
                    hours,
                    tags: kept(&tags),
                });
            }
            Kind::Lodging { kind, sleeps } => {
                let mut tags = kept(&tags);
                tags.insert("kind".into(), kind.into());
                destination.lodgings.push(Quarter { id, name, at, per_night: self.header.room_price.clone(), sleeps, tags });
            }
        }
    }

    fn inside(&self, [lat, lon]: [f64; 2]) -> bool {
        let [south, west, north, east] = self.header.destination.bounds;
        (south..=north).contains(&lat) && (west..=east).contains(&lon)
    }

    /// From the name; where another thing has that id, or nothing of the name is ASCII, from the OpenStreetMap id.
    fn id(&mut self, name: &str, kind: &str, number: i64) -> String {
        let slug = name.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let slug = slug.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
        let slug: String = slug.chars().take(60).collect();
        let taken = slug.is_empty() || self.ids.contains(&slug);
        let id = if taken { format!("osm-{kind}-{number}") } else { slug };
        self.ids.insert(id.clone());
        id
    }

    fn hours(&mut self, tags: &BTreeMap<String, String>) -> Option<String> {
        let text = tags.get("opening_hours")?;
        let readable = text.len() <= 500 && Hours::parse(text, Some(&self.header.destination.country)).is_ok();
        self.skipped.unreadable_hours += usize::from(!readable);
        readable.then(|| text.clone())
    }
}

/// The English name where there is one, for readers of many countries.
fn name(tags: &BTreeMap<String, String>) -> Option<String> {
    let name = ["name:en", "int_name", "name"].iter().find_map(|key| tags.get(*key))?.trim();
    (!name.is_empty() && name.chars().count() <= 200).then(|| name.to_owned())
}

fn cuisines(tags: &BTreeMap<String, String>) -> Vec<String> {
    let listed = tags.get("cuisine").map_or("", String::as_str).split(';');
    let words = listed.map(|word| word.trim().to_lowercase().replace(' ', "_")).filter(|word| !word.is_empty());
    let words: Vec<String> = words.take(20).collect();
    match words.is_empty() {
        true if tags.get("amenity").is_some_and(|a| a == "food_court") => vec!["food_hall".into()],
        true => vec!["regional".into()],
        false => words,
    }
}

/// Tags that the catalogue knows, with values that it knows.
fn kept(tags: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let keep = |key: &str, value: &str| match key {
        "wheelchair" | "stroller" => matches!(value, "yes" | "limited" | "no"),
        "indoor" => matches!(value, "yes" | "no" | "both"),
        "highchair" => value == "yes",
        "min_age" => value.parse::<u8>().is_ok_and(|age| age <= 21),
        "tourism" | "historic" | "leisure" | "amenity" | "natural" | "man_made" | "shop" | "railway" | "aerialway" | "place" => true,
        diet => matches!(value, "yes" | "only") && DIETS.iter().any(|known| known.tag() == diet),
    };
    tags.iter().filter(|(key, value)| keep(key, value)).map(|(key, value)| (key.clone(), value.clone())).collect()
}

const DIETS: [Diet; 5] = [Diet::Vegetarian, Diet::Vegan, Diet::Halal, Diet::Kosher, Diet::GlutenFree];

fn four_decimals(degrees: f64) -> f64 {
    (degrees * 1e4).round() / 1e4
}
