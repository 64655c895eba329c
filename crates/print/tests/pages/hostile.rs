//! What people may type: it appears as text or as a bounded part of it, and never fails a document.

use pathfinder_domain::geo::Point;
use pathfinder_domain::planning::plan::Plan;
use pathfinder_print::{FamilyFacts, ItineraryDocument, Paper, Pdf, TripFacts};

use crate::fixture::{document, made_at, rome, scripts};
use crate::{PRINTER, squeeze, text};

/// `words` in turn wherever people can write something, each of them in several places.
fn everywhere(words: &[&str]) -> (Plan, TripFacts) {
    let mut plan = rome(2);
    let mut trip = document(&plan).trip;
    let mut turn = words.iter().cycle();
    let mut typed = || (*turn.next().expect("at least one word")).to_owned();
    (trip.title, trip.destination, trip.notes) = (typed(), typed(), vec![typed()]);
    for family in &mut trip.families {
        *family = FamilyFacts { id: family.id.clone(), name: typed(), people: vec![typed(), typed()], wishes: vec![typed()] };
    }
    plan.title = typed();
    for day in &mut plan.days {
        (day.city_name, day.base.name, day.time_zone) = (typed(), typed(), typed());
        for item in &mut day.items {
            (item.name, item.notes) = (typed(), vec![typed(), typed()]);
        }
    }
    for report in &mut plan.families {
        (report.name, report.met, report.gave_up) = (typed(), vec![typed()], vec![typed()]);
    }
    plan.stays.iter_mut().for_each(|stay| (stay.name, stay.city_name) = (typed(), typed()));
    plan.left_out.iter_mut().for_each(|candidate| (candidate.name, candidate.detail) = (typed(), typed()));
    plan.proof.iter_mut().for_each(|rule| rule.detail = typed());
    (plan, trip)
}

fn printed(words: &[&str]) -> Pdf {
    let (plan, trip) = everywhere(words);
    let document = ItineraryDocument { trip, plan: &plan, made_at: made_at(), paper: Paper::A4 };
    PRINTER.itinerary(&document).expect("a document")
}

#[test]
fn code_and_markup_are_text() {
    let words = [
        "<b>bold</b>",
        "#panic(\"x\")",
        "#eval(\"1+1\")",
        "$x^2$",
        "\"], \"x\": [\"",
        "*not* _this_ `raw` @ref <label> = Heading",
        "- a + b / c ~ d -- e --- f",
        "#set page(width: 1mm)",
        "\\u{41} \\ \\n",
        "/* comment */ // line",
        "https://example.org/#a",
        "'single' \"double\"",
        "{{ 7 * 7 }} ${x} %s",
        "Ωμέγα Жизнь Æsop",
    ];
    let pdf = printed(&words);
    let text = text(&pdf.bytes);
    for word in words {
        assert!(text.contains(&squeeze(word)), "{word} does not stand in the document");
    }
    assert!(pdf.universal_access);
}

#[test]
fn what_no_font_has_is_named_and_fails_nothing() {
    let words = ["السلام عليكم", "שלום (6) עולם", "東京タワー", "👨‍👩‍👧‍👦🎢🇮🇹", "नमस्ते", "\u{e000}\u{f8ff}", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 𓀀"];
    let pdf = printed(&words);
    for missing in ['ا', 'ש', '東', '🎢', 'न', '\u{e000}', '𓀀'] {
        assert!(pdf.missing_glyphs.contains(&missing), "{missing}");
    }
    assert!(!pdf.universal_access);
    assert!(pdf.bytes.windows(14).any(|part| part == b"StructTreeRoot"), "tagged all the same");
}

#[test]
fn controls_vanish() {
    let pdf = printed(&["a\0b\u{1b}[31mc\u{7f}\r\nd\te\u{feff}\u{fffe}", "", " ", "\u{0}", "\u{202e}", "\u{200d}\u{fe0f}\u{301}"]);
    assert!(text(&pdf.bytes).contains("ab[31mcde"));
}

#[test]
fn length_is_bounded() {
    let (letters, wide, accents, turns) =
        ("x".repeat(10_000), "W".repeat(10_000), format!("e{}", "\u{301}".repeat(10_000)), "\u{202e}#".repeat(5_000));
    let sentence = "Wörter und Wörter ".repeat(600);
    let pdf = printed(&[&letters, &sentence, &wide, &accents, &turns]);
    assert!(pdf.pages <= 20, "{} pages", pdf.pages);
}

#[test]
fn scripts_and_long_names_share_a_page() {
    let plan = scripts();
    let pdf = PRINTER.itinerary(&document(&plan)).expect("a document");
    assert!(pdf.pages <= 10, "{} pages", pdf.pages);
    let text = text(&pdf.bytes);
    for word in ["Музей космонавтики", "Αρχαιολογικό Μουσείο", "<b>#1</b>", "Donaudampfschifffahrtsgesellschaftskapitänsmützenmuseum"]
    {
        assert!(text.contains(&squeeze(word)), "{word} does not stand in the document");
    }
}

#[test]
fn numbers_at_their_ends_fail_nothing() {
    let mut plan = rome(2);
    let trip = document(&plan).trip;
    plan.days[0].base.location = Point::new(f64::NAN, f64::INFINITY);
    plan.days[1].items[0].location = Point::new(-90.0, 180.0);
    plan.days[1].items[0].cost.minor = i64::MAX;
    plan.days[1].cost.minor = i64::MIN;
    plan.costs.total.minor = i64::MAX;
    plan.families[0].satisfaction = f64::NAN;
    plan.families[1].satisfaction = 1e300;
    plan.families[0].cost.minor = i64::MIN;
    plan.families[0].members = u32::MAX;
    plan.days[0].walk_minutes = u32::MAX;
    if let Some(way) = plan.days[0].way_back.as_mut() {
        (way.seconds, way.metres) = (u32::MAX, u32::MAX);
    }
    let document = ItineraryDocument { trip, plan: &plan, made_at: made_at(), paper: Paper::A4 };
    PRINTER.itinerary(&document).expect("a document");
}
