//! What an OpenStreetMap element is to a traveller, from its tags.

use std::collections::BTreeMap;

use crate::category::Category;

/// The list that an element belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Sight(Category),
    Eatery,
    /// Kind as in the catalogue, and persons of a usual room of it.
    Lodging {
        kind: &'static str,
        sleeps: u32,
    },
}

/// None for what no traveller goes to see. The first rule that fits decides; a museum in a castle is a museum.
pub(super) fn kind(tags: &BTreeMap<String, String>) -> Option<Kind> {
    let tag = |key: &str| tags.get(key).map_or("", String::as_str);
    match (tag("tourism"), tag("amenity")) {
        ("hotel", _) => return Some(Kind::Lodging { kind: "hotel", sleeps: 2 }),
        ("apartment" | "chalet", _) => return Some(Kind::Lodging { kind: "apartment", sleeps: 4 }),
        ("guest_house", _) => return Some(Kind::Lodging { kind: "guest_house", sleeps: 3 }),
        ("hostel", _) => return Some(Kind::Lodging { kind: "hostel", sleeps: 4 }),
        (_, "restaurant" | "food_court") => return Some(Kind::Eatery),
        _ => {}
    }
    category(&tag).map(Kind::Sight)
}

fn category<'a>(tag: &impl Fn(&str) -> &'a str) -> Option<Category> {
    let by_tourism = match tag("tourism") {
        "museum" => Some(museum(tag("museum"))),
        "gallery" | "artwork" => Some(Category::Art),
        "zoo" | "aquarium" => Some(Category::Animals),
        "theme_park" => Some(Category::Amusement),
        "viewpoint" => Some(Category::Viewpoint),
        _ => None,
    };
    let by_leisure = || match tag("leisure") {
        "park" | "garden" => Some(Category::Park),
        "playground" => Some(Category::Playground),
        "water_park" | "swimming_area" => Some(Category::Water),
        "beach_resort" => Some(Category::Beach),
        "nature_reserve" => Some(Category::Nature),
        "amusement_arcade" | "miniature_golf" => Some(Category::Amusement),
        "stadium" | "sports_centre" | "ice_rink" => Some(Category::Sport),
        _ => None,
    };
    let by_natural = || match tag("natural") {
        "beach" => Some(Category::Beach),
        "peak" | "waterfall" | "cave_entrance" | "volcano" | "gorge" | "geyser" => Some(Category::Nature),
        _ => None,
    };
    let by_amenity = || match tag("amenity") {
        "planetarium" => Some(Category::Science),
        "marketplace" => Some(Category::Market),
        "place_of_worship" => Some(Category::Religious),
        "theatre" | "arts_centre" | "cinema" => Some(Category::Show),
        "fountain" => Some(Category::Neighbourhood),
        _ => None,
    };
    let by_rest = || match (tag("historic"), tag("aerialway"), tag("railway"), tag("shop"), tag("place")) {
        ("castle" | "archaeological_site" | "monument" | "ruins" | "fort" | "palace" | "city_gate" | "memorial" | "tower", ..) => {
            Some(Category::History)
        }
        (_, "cable_car" | "gondola", ..) | (_, _, "funicular", ..) => Some(Category::Transport),
        (_, _, _, "mall" | "department_store" | "toys", _) => Some(Category::Shopping),
        (.., "square" | "quarter" | "neighbourhood") => Some(Category::Neighbourhood),
        _ => None,
    };
    // `tourism=attraction` says nothing of its own; it needs one of the other tags.
    by_tourism.or_else(by_leisure).or_else(by_natural).or_else(by_amenity).or_else(by_rest)
}

fn museum(kind: &str) -> Category {
    match kind {
        "art" | "modern_art" => Category::Art,
        "science" | "technology" | "nature" | "natural_history" | "children" => Category::Science,
        "transport" | "railway" | "maritime" | "aviation" => Category::Transport,
        _ => Category::History,
    }
}

/// A family's usual visit by category, minutes: what the built-in destinations have in the middle.
pub(super) const fn usual_minutes(category: Category) -> u32 {
    match category {
        Category::Viewpoint => 30,
        Category::Religious | Category::Transport => 45,
        Category::Park | Category::Playground | Category::Market | Category::Neighbourhood => 60,
        Category::Art | Category::History | Category::Shopping => 90,
        Category::Science | Category::Show | Category::Sport | Category::Nature => 120,
        Category::Animals | Category::Beach | Category::Water => 180,
        Category::Amusement => 300,
    }
}
