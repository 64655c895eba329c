//! PDFs, warm: fonts loaded and templates parsed, every document laid out anew.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use pathfinder_benches::pages::Trip;
use pathfinder_print::Printer;

fn print(criterion: &mut Criterion) {
    let printer = Printer::new(Vec::new(), false);
    let trips = [Trip::four_pages(), Trip::of_days(3), Trip::of_days(7)].map(|trip| trip.expect("generated trips have plans"));
    let mut group = criterion.benchmark_group("print");
    group.sample_size(20).measurement_time(Duration::from_secs(5));
    for trip in &trips {
        let document = trip.document();
        let pages = printer.itinerary(&document).expect("a document").pages;
        group.bench_function(format!("{}-days-{pages}-pages", trip.plan.days.len()), |bench| {
            bench.iter(|| printer.itinerary(black_box(&document)))
        });
    }
    group.finish();
}

criterion_group!(benches, print);
criterion_main!(benches);
