//! Pages, text, tags and metadata of trips of all lengths.

use pathfinder_domain::planning::plan::Plan;
use pathfinder_print::{Paper, Pdf, Printer};
use pdf_extract::{Dictionary, Document, Object};

use crate::fixture::{apart, document, eur, facts, italy, made_at, rome};
use crate::{PRINTER, squeeze, text};

fn printed(plan: &Plan) -> Pdf {
    PRINTER.itinerary(&document(plan)).expect("a document")
}

fn catalog(file: &Document) -> &Dictionary {
    file.catalog().expect("a catalogue")
}

#[test]
fn a_week_has_a_page_for_everything_and_each_can_be_read() {
    let plan = rome(7);
    let pdf = printed(&plan);
    assert_eq!(pdf.missing_glyphs, Vec::<char>::new());
    assert!(pdf.universal_access, "declares PDF/UA-1");
    // Cover, glance, seven days, money, two families, closing; a full day may flow onto a second page.
    assert!((13..=20).contains(&pdf.pages), "{} pages", pdf.pages);
    let text = text(&pdf.bytes);
    for word in [
        "Two families in Italy",
        "11 – 17 May 2026",
        "Sora (2)",
        "The days at a glance",
        "Monday, 11 May 2026",
        "Sunday, 17 May 2026",
        "Colosseum",
    ] {
        assert!(text.contains(&squeeze(word)), "{word} is missing");
    }
    for item in plan.days.iter().flat_map(|day| &day.items) {
        assert!(text.contains(&squeeze(&item.name)), "{} is missing", item.name);
    }
    for family in &plan.families {
        for line in family.met.iter().chain(&family.gave_up) {
            assert!(text.contains(&squeeze(line)), "{line} is missing");
        }
    }
    for line in plan.left_out.iter().map(|item| &item.detail).chain(plan.proof.iter().map(|rule| &rule.detail)) {
        assert!(text.contains(&squeeze(line)), "{line} is missing");
    }
}

#[test]
fn the_file_is_tagged_titled_and_outlined() {
    let pdf = printed(&rome(2));
    let file = Document::load_mem(&pdf.bytes).expect("a PDF");
    let catalog = catalog(&file);
    assert!(catalog.has(b"StructTreeRoot"), "tagged");
    assert!(catalog.has(b"Outlines"), "outlined");
    assert_eq!(catalog.get(b"Lang").and_then(Object::as_str).expect("a language"), b"en");
    let info = file.trailer.get(b"Info").and_then(Object::as_reference).and_then(|id| file.get_dictionary(id)).expect("facts of the file");
    assert_eq!(info.get(b"Title").and_then(Object::as_str).expect("a title"), b"Two families in Italy");
    assert_eq!(info.get(b"Author").and_then(Object::as_str).expect("an author"), b"Pathfinder");
    let date = info.get(b"CreationDate").and_then(Object::as_str).expect("a date");
    assert!(date.starts_with(b"D:20260302103000"), "{}", String::from_utf8_lossy(date));
    let alternatives = file.objects.values().filter_map(|object| object.as_dict().ok()).filter(|dict| dict.has(b"Alt")).count();
    assert!(alternatives >= 5, "two sketches, two charts, two gauges have words: {alternatives}");
}

#[test]
fn a_single_day_needs_no_overview() {
    let pdf = printed(&rome(1));
    assert_eq!(pdf.pages, 6, "cover, day, money, two families, closing");
    assert!(!text(&pdf.bytes).contains("ataglance"));
}

#[test]
fn three_weeks_keep_their_order() {
    let plan = rome(21);
    let pdf = printed(&plan);
    assert!(pdf.pages >= 26, "{} pages", pdf.pages);
    let text = text(&pdf.bytes);
    let places: Vec<usize> =
        (1..=21).map(|day| text.find(&format!("DAY{day}OF21")).unwrap_or_else(|| panic!("day {day} is missing"))).collect();
    assert!(places.is_sorted());
}

#[test]
fn several_cities_show_their_journeys_and_beds() {
    let plan = italy();
    let text = text(&printed(&plan).bytes);
    for word in [
        "Rome – Florence",
        "Florence – Venice",
        "train from Rome, 08:35 – 10:14",
        "Casa Santo Spirito",
        "in 3 cities",
        "Journeys between cities",
    ] {
        assert!(text.contains(&squeeze(word)), "{word} is missing");
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let plan = rome(3);
    let first = printed(&plan).bytes;
    let other = Printer::new(Vec::new(), false).itinerary(&document(&plan)).expect("a document").bytes;
    assert!(first == other);
}

#[test]
fn letter_paper_is_letter_paper() {
    let plan = rome(2);
    let pdf = PRINTER.itinerary(&pathfinder_print::ItineraryDocument { paper: Paper::Letter, ..document(&plan) }).expect("a document");
    let file = Document::load_mem(&pdf.bytes).expect("a PDF");
    let first = *file.get_pages().get(&1).expect("a page");
    let size = file.get_dictionary(first).and_then(|page| page.get(b"MediaBox")).and_then(Object::as_array).expect("a size");
    let size: Vec<f32> = size.iter().filter_map(|side| side.as_float().ok()).collect();
    assert_eq!(size, [0.0, 0.0, 612.0, 792.0]);
}

#[test]
fn an_empty_plan_is_a_document_too() {
    let mut plan = rome(1);
    let trip = facts(&plan);
    plan.days.clear();
    plan.stays.clear();
    plan.families.clear();
    plan.left_out.clear();
    plan.proof.clear();
    let pdf = PRINTER
        .itinerary(&pathfinder_print::ItineraryDocument { trip, plan: &plan, made_at: made_at(), paper: Paper::A4 })
        .expect("a document");
    assert_eq!(pdf.pages, 2, "cover and money");
}

#[test]
fn a_day_without_plans_and_a_budget_that_breaks_are_said() {
    let mut plan = rome(2);
    plan.days[1].items.clear();
    plan.days[1].way_back = None;
    plan.days[1].cost = eur(0);
    let mut document = document(&plan);
    document.trip.budget = Some(eur(10_000));
    let text = text(&PRINTER.itinerary(&document).expect("a document").bytes);
    assert!(text.contains("Afreeday"), "the free day");
    assert!(text.contains("OVERBUDGET"), "the broken budget");
}

#[test]
fn time_apart_says_who_goes_where_and_where_all_meet() {
    let plan = apart();
    let pdf = printed(&plan);
    assert_eq!(pdf.pages, printed(&rome(2)).pages, "each day stays on its page, with its sums");
    assert_eq!(pdf.missing_glyphs, Vec::<char>::new());
    let text = text(&pdf.bytes);
    let party = &plan.days[0].splits[0].parties[0];
    for words in [
        "Afternoon apart, 11 May",
        "All meet again at",
        "on their own",
        "time of their own",
        "Roma Termini",
        "Rome – Berlin",
        party.items[0].name.as_str(),
    ] {
        assert!(text.contains(&squeeze(words)), "{words} is missing");
    }
}
