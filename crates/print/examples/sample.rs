//! Writes a sample itinerary: `sample OUT.pdf [rome|one|long|italy|apart|scripts|PLAN.json] [--letter] [--fonts FOLDER] [--time]`.

#[path = "../tests/pages/fixture.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod fixture;

use std::path::PathBuf;
use std::time::Instant;

use pathfinder_print::{Paper, Printer};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let out = arguments.first().map(String::as_str).unwrap_or("sample.pdf");
    let plan = match arguments.get(1).map(String::as_str) {
        Some("one") => fixture::rome(1),
        Some("long") => fixture::rome(21),
        Some("apart") => fixture::apart(),
        Some("italy") => fixture::italy(),
        Some("scripts") => fixture::scripts(),
        Some(file) if file.ends_with(".json") => serde_json::from_str(&std::fs::read_to_string(file)?)?,
        _ => fixture::rome(7),
    };
    let folder = arguments.iter().skip_while(|argument| *argument != "--fonts").nth(1).map(PathBuf::from);
    let mut document = fixture::document(&plan);
    if has("--letter") {
        document.paper = Paper::Letter;
    }
    let printer = Printer::new(folder.into_iter().collect(), false);
    let start = Instant::now();
    let pdf = printer.itinerary(&document)?;
    if !pdf.missing_glyphs.is_empty() {
        println!("no font has {}", pdf.missing_glyphs.iter().collect::<String>());
    }
    println!("{} pages, {} KiB, PDF/UA-1: {}, first {:.1} ms", pdf.pages, pdf.bytes.len() / 1024, pdf.universal_access, millis(start));
    std::fs::write(out, &pdf.bytes)?;
    if has("--time") {
        let mut times: Vec<f64> = Vec::new();
        for _ in 0..30 {
            let start = Instant::now();
            printer.itinerary(&document)?;
            times.push(millis(start));
        }
        times.sort_by(f64::total_cmp);
        println!("warm: median {:.1} ms, best {:.1} ms, worst {:.1} ms", times[times.len() / 2], times[0], times[times.len() - 1]);
        if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
            status.lines().filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
        }
    }
    Ok(())
}

fn millis(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1_000.0
}
