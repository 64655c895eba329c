//! Jobs: what the promises R1 to R7 of the reliability reference mean for generations and exports.

mod cancel;
mod changes;
mod deliveries;
mod garbage;
mod leases;
mod letters;
mod mishaps;
mod retries;
mod stale_files;
mod travellers;

/// The queue function that plans.
const GENERATE: &str = "itineraries-generate";
/// The queue function that makes files.
const MAKE: &str = "exports-make";

/// The text of a job's message.
fn message(trip: &str, operation: &str) -> String {
    serde_json::json!({ "trip": trip, "operation": operation }).to_string()
}
