//! The Azure Functions custom-handler protocol: functions as plain values, and everything that is derived from their list
//! (axum router, `function.json` tree, OpenAPI document, queue list). It knows no other crate of the project.
//!
//! A function is declared with [`Function::http`], [`Function::queue`] or [`Function::timer`]; the application state
//! implements [`Runtime`]; [`router()`] turns the list into an [`axum::Router`] that [`serve`] listens with.
//!
//! * HTTP functions answer at `/api/<route>`, the path which the host's proxying and forwarding modes both keep.
//! * Queue and timer functions answer at `POST /<FunctionName>`, to the host alone.
//! * `GET /` is the host's readiness probe and health ping.

mod description;
pub mod envelope;
mod function;
mod guard;
mod http_call;
mod job;
pub mod manifest;
pub mod openapi;
pub mod process;
mod queue;
pub mod registry;
mod router;
mod runtime;
mod schedule;
mod server;
mod surface;
mod timer_slots;
mod trace;
mod trigger;

pub use function::{Function, Trigger};
pub use http_call::Invoked;
pub use job::{DeadLetter, JobError};
pub use queue::{Delivery, Queue};
pub use registry::check_list;
pub use router::router;
pub use runtime::{BoxError, Runtime};
pub use schedule::{MAX_CATCH_UP, Schedule, ScheduleError, Tick};
pub use server::{PORT_VARIABLE, PortError, port_from_env, serve};
pub use surface::{Refusal, Surface};
pub use trace::{InvocationId, TraceParent};
