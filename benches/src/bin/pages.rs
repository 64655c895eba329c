//! Memory and sizes of printing: `pages [--renders 20]` prints a week again and again and tells what stays resident.

use std::time::Instant;

use clap::Parser;
use pathfinder_benches::pages::Trip;
use pathfinder_benches::samples::Samples;
use pathfinder_benches::server::Memory;
use pathfinder_print::Printer;

#[derive(Debug, Parser)]
struct Arguments {
    #[arg(long, default_value_t = 20)]
    renders: u32,
}

fn main() -> anyhow::Result<()> {
    let Arguments { renders } = Arguments::parse();
    let printer = Printer::new(Vec::new(), false);
    println!("before any page: {}", Memory::of("self")?);
    let trips = [("four pages", Trip::four_pages()?), ("3 days", Trip::of_days(3)?), ("7 days", Trip::of_days(7)?)];
    println!("after planning the trips: {}", Memory::of("self")?);
    for (label, trip) in &trips {
        let began = Instant::now();
        let pdf = printer.itinerary(&trip.document())?;
        let first = began.elapsed();
        let mut times = Samples::default();
        for _ in 0..renders {
            let began = Instant::now();
            printer.itinerary(&trip.document())?;
            times.add(began.elapsed());
        }
        println!(
            "{label}: {} pages, {} KiB, {} glyphs missing, PDF/UA-1 {}; first {:.1} ms; then {}",
            pdf.pages,
            pdf.bytes.len() / 1024,
            pdf.missing_glyphs.len(),
            pdf.universal_access,
            first.as_secs_f64() * 1000.0,
            times.line()
        );
        println!("  after {renders} renders: {}", Memory::of("self")?);
    }
    Ok(())
}
