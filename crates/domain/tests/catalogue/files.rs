//! Every file in `catalogue/` obeys the README and is embedded.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;
use pathfinder_domain::catalogue::{self, Continent, Destination};
use pathfinder_domain::clock_time::Window;
use pathfinder_domain::opening::Hours;

/// Destinations that the product promises.
const DESTINATIONS: usize = 20;
const CONTINENTS: usize = 5;

/// File name without its ending, and text, of each destination on disk.
fn files() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = paths.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    let named = files.map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()));
    named.filter(|(slug, _)| slug != "rates").collect()
}

#[test]
fn every_file_obeys_the_readme() {
    let mut faults = Vec::new();
    for (slug, text) in files() {
        match serde_json::from_str::<Destination>(&text) {
            Err(fault) => faults.push(format!("{slug}.json: {fault}")),
            Ok(destination) => {
                let found = catalogue::check(&destination).into_iter().chain(catalogue::check_counts(&destination));
                faults.extend(found.map(|fault| format!("{slug}.json{fault}")));
                if destination.slug != slug {
                    faults.push(format!("{slug}.json has the slug {:?}", destination.slug));
                }
                if catalogue::rates::convert(destination.money("1").unwrap(), "EUR".parse().unwrap()).is_none() {
                    faults.push(format!("{slug}.json: rates.json has no {}", destination.currency));
                }
            }
        }
        if text.lines().any(|line| line.matches("\"id\"").count() > 1) {
            faults.push(format!("{slug}.json: one line per entry"));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_file_is_embedded_and_every_head_is_that_of_its_file() {
    let heads: Vec<&str> = catalogue::destinations().iter().map(|head| head.slug.as_str()).collect();
    let on_disk = files();
    assert_eq!(heads, on_disk.keys().map(String::as_str).collect::<Vec<_>>(), "add the file to catalogue/embedded.rs");
    for head in catalogue::destinations() {
        let whole = catalogue::destination(&head.slug).unwrap();
        assert_eq!((&head.name, &head.country, head.center), (&whole.name, &whole.country, whole.center));
        assert_eq!(*whole, serde_json::from_str(&on_disk[&head.slug]).unwrap());
    }
    assert_eq!(catalogue::destination("atlantis"), None);
}

#[test]
fn there_is_somewhere_to_go_on_five_continents() {
    let heads = catalogue::destinations();
    let continents: BTreeSet<Continent> = heads.iter().map(|head| head.continent).collect();
    assert!(heads.len() >= DESTINATIONS, "{} destinations", heads.len());
    assert!(continents.len() >= CONTINENTS, "{continents:?}");
}

/// Each destination serves a family that eats vegetarian and brings a stroller and a wheelchair.
#[test]
fn everybody_finds_something_everywhere() {
    for head in catalogue::destinations() {
        let destination = catalogue::destination(&head.slug).unwrap();
        let tagged =
            |tags: &BTreeMap<String, String>, key: &str, values: &[&str]| tags.get(key).is_some_and(|v| values.contains(&v.as_str()));
        let step_free = destination.places.iter().filter(|p| tagged(&p.tags, "wheelchair", &["yes", "limited"])).count();
        let vegetarian = destination.restaurants.iter().filter(|r| tagged(&r.tags, "diet:vegetarian", &["yes", "only"])).count();
        let toddlers = destination.places.iter().filter(|p| tagged(&p.tags, "toddler", &["yes"])).count();
        assert!(step_free >= 10, "{}: {step_free} step-free places", head.slug);
        assert!(vegetarian >= 4, "{}: {vegetarian} vegetarian restaurants", head.slug);
        assert!(toddlers >= 2, "{}: {toddlers} places for toddlers", head.slug);
    }
}

/// Hours that are written down wrongly often leave nothing open, or not long enough.
#[test]
fn hours_leave_time_for_a_visit_and_for_a_meal() {
    // Every fifth date of a year: all weekdays in all seasons.
    let year: Vec<NaiveDate> = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap().iter_days().step_by(5).take(73).collect();
    let mut faults = Vec::new();
    for head in catalogue::destinations() {
        let destination = catalogue::destination(&head.slug).unwrap();
        let fits_often = |hours: &Option<String>, from: u32, until: u32, minutes: u32, least: usize| {
            let hours = Hours::parse(hours.as_deref().unwrap(), Some(&head.country)).unwrap();
            let fits = |w: &Window| w.until.seconds().min(until * 60) >= w.from.seconds().max(from * 60) + minutes * 60;
            year.iter().filter(|date| hours.on(**date).iter().any(fits)).take(least).count() == least
        };
        for sight in &destination.places {
            if !fits_often(&sight.hours, 6 * 60, 24 * 60, sight.minutes, 4) {
                faults
                    .push(format!("{}/{}: a visit of {} minutes hardly ever fits: {:?}", head.slug, sight.id, sight.minutes, sight.hours));
            }
        }
        for eatery in &destination.restaurants {
            let lunch = || fits_often(&eatery.hours, 11 * 60 + 30, 15 * 60, 60, 25);
            let dinner = || fits_often(&eatery.hours, 17 * 60 + 30, 21 * 60 + 15, 75, 25);
            if !lunch() && !dinner() {
                faults.push(format!("{}/{}: hardly ever serves a meal: {:?}", head.slug, eatery.id, eatery.hours));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
