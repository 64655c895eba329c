//! An Overpass export becomes catalogue form.

use pathfinder_domain::catalogue::overpass::{Header, Skipped, import};
use pathfinder_domain::catalogue::{self, Continent, Destination};
use pathfinder_domain::category::Category;

fn header() -> Header {
    let destination = Destination {
        slug: "delft".into(),
        name: "Delft".into(),
        country: "NL".into(),
        continent: Continent::Europe,
        time_zone: "Europe/Amsterdam".into(),
        currency: "EUR".parse().unwrap(),
        checked: "2026-11".into(),
        center: [52.0116, 4.3571],
        bounds: [51.95, 4.30, 52.05, 4.42],
        summary: "Canals, blue tiles and pancakes within a short walk.".into(),
        transit_fare: None,
        taxi_base: None,
        taxi_per_km: None,
        places: Vec::new(),
        restaurants: Vec::new(),
        lodgings: Vec::new(),
    };
    Header { destination, meal_price: "18.00".into(), room_price: "140.00".into() }
}

const EXPORT: &str = r#"{"version":0.6,"generator":"Overpass API","elements":[
{"type":"node","id":1,"lat":52.01234567,"lon":4.3584,"tags":{"name":"Nieuwe Kerk","name:en":"New Church","amenity":"place_of_worship","wheelchair":"limited","opening_hours":"Mo-Sa 10:00-17:00"}},
{"type":"way","id":2,"center":{"lat":52.0089,"lon":4.3638},"nodes":[1,2],"tags":{"name":"Royal Delft","tourism":"museum","opening_hours":"when we feel like it","fee":"yes"}},
{"type":"node","id":3,"lat":52.0116,"lon":4.3590,"tags":{"name":"Het Konings Huys","amenity":"restaurant","cuisine":"dutch; Pancake","diet:vegetarian":"yes","diet:vegan":"no","highchair":"yes"}},
{"type":"node","id":4,"lat":52.0120,"lon":4.3600,"tags":{"tourism":"hotel","name":"Hotel Johannes Vermeer"}},
{"type":"node","id":5,"lat":52.0121,"lon":4.3601,"tags":{"leisure":"park"}},
{"type":"node","id":6,"lat":52.0122,"lon":4.3602,"tags":{"name":"Parking Phoenix","amenity":"parking"}},
{"type":"node","id":7,"lat":52.01234,"lon":4.3584,"tags":{"name":"New church","amenity":"place_of_worship"}},
{"type":"node","id":8,"lat":48.0,"lon":4.3584,"tags":{"name":"Far away","tourism":"zoo"}},
{"type":"way","id":9,"tags":{"name":"Nowhere","tourism":"zoo"}},
{"type":"node","id":10,"lat":52.0001,"lon":4.3701,"tags":{"name":"\u5854","tourism":"viewpoint"}}
]}"#;

#[test]
fn an_export_becomes_sights_restaurants_and_lodgings() {
    let import = import(EXPORT, header()).unwrap();
    let delft = &import.destination;
    let sights: Vec<_> = delft.places.iter().map(|p| (p.id.as_str(), p.category, p.minutes)).collect();
    let expected =
        [("new-church", Category::Religious, 45), ("royal-delft", Category::History, 90), ("osm-node-10", Category::Viewpoint, 30)];
    assert_eq!(sights, expected);
    assert_eq!(delft.places[0].at, [52.0123, 4.3584]);
    assert_eq!(delft.places[0].hours.as_deref(), Some("Mo-Sa 10:00-17:00"));
    assert!(delft.places.iter().all(|p| p.fees.is_empty()));
    let restaurant = &delft.restaurants[0];
    assert_eq!(restaurant.cuisine, ["dutch", "pancake"]);
    assert_eq!(restaurant.tags.keys().collect::<Vec<_>>(), ["amenity", "diet:vegetarian", "highchair"]);
    assert_eq!(delft.lodgings[0].tags["kind"], "hotel");
    assert_eq!(import.skipped, Skipped { unnamed: 1, other_kinds: 1, elsewhere: 2, duplicates: 1, unreadable_hours: 1 });
    let faults = catalogue::check(delft);
    assert!(faults.iter().all(|fault| fault.pointer.ends_with("/hours")), "only missing hours are left to a person: {faults:?}");
}

#[test]
fn an_import_is_written_and_read_again_in_the_form_of_the_files() {
    let delft = import(EXPORT, header()).unwrap().destination;
    assert_eq!(serde_json::from_str::<Destination>(&serde_json::to_string(&delft).unwrap()).unwrap(), delft);
}

#[test]
fn what_is_no_export_is_refused() {
    assert_eq!(import("<osm/>", header()).unwrap_err()[0].code, "not-overpass");
    let faults = import(EXPORT, Header { meal_price: "cheap".into(), ..header() }).unwrap_err();
    assert_eq!(faults[0].pointer, "/mealPrice");
}
