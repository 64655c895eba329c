//! Local stand-in for the Azure Functions host: reads a staged folder, runs its custom handler and triggers it as the real host does.
//!
//! Development only, never deployed. The behaviour follows `custom-handler-protocol.md` (the keys S, E, F, Q, R in comments are its
//! conformance cases). The crate deliberately shares no code with `pathfinder-functions`: two readings of one protocol check each other.
//!
//! Where it differs from the real host, on purpose:
//! * an answer that would hang the real host until `functionTimeout` (an empty 2xx) fails at once as a "HANG DEFECT";
//! * after exit code 0 HTTP callers get 503 at once, not 502 after ten tries; an executable that cannot be started ends the start;
//! * a call to a queue or HTTP function wakes the queues, and an idle queue is looked at every 2 s at the latest;
//! * bindings that Pathfinder never stages are refused: outputs beside HTTP, other triggers, `customHandler.http.routes`, profiles;
//! * keys are not checked, whatever the `authLevel` (as in `func start`); `/blobs` belongs to signed links.

mod admin;
mod answer;
mod banner;
mod blobs;
mod child;
mod client;
mod configuration;
mod console;
mod cors;
mod envelope;
mod error;
mod function_json;
mod home;
mod host;
mod host_json;
mod http;
mod http_envelope;
mod invoke;
pub mod journey;
mod listeners;
mod lock;
mod options;
mod process;
mod proxy;
mod queues;
mod retry;
mod routes;
mod schedule;
mod server;
mod settings;
mod setup;
mod stores;
mod throttle;
mod time_span;
mod timers;

pub use console::{Console, Kind, Line};
pub use error::HostError;
pub use host::Host;
pub use options::Options;
pub use stores::Stores;

/// Version that this stand-in reports as the host's, in headers and status: that of the host whose behaviour it copies.
pub const HOST_VERSION: &str = "4.1052.200";
