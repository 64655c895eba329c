//! The independent validator: checks a finished plan against its problem, sharing the rules but no code with the search.
//!
//! Everything the plan says is compared with what the problem says: copies of names and places, times, ways, prices, sums. All breaches
//! are found at once. A plan that passes carries the returned list as its proof.
//!
//! To read it in one sitting, in this order (what each looks at in the problem, and the rules it names):
//!
//! | file | looks at | rules |
//! | --- | --- | --- |
//! | `findings` | | the list of all rules, and how a breach is told |
//! | `facts` | | lookups by id, and the plan's days beside the problem's |
//! | `route` | `route`, days without a city | `route` |
//! | `frame` | title, seed, `days`, `startsAt`, `endsAt`, `legs`, `lodgings` | `form`, `days`, `endpoints`, `legs`, `arrival`, `lodging`, `known`, `needs` |
//! | `beds` | `roomTypes`, `houseRules`, `minNights` | `room-type`, `house-rules`, `min-nights` |
//! | `connections` | `forbiddenLegModes`, `mixCarAndFlights` | `leg-modes`, `own-car` |
//! | `content` | places and restaurants, `needs`, `mustAvoid`, `excluded`, `closures`, `rainyDays`, `locked` minutes | `known`, `once`, `needs`, `must-avoid`, `opening-hours`, `rain`, `visit-length` |
//! | `times` | day windows, bedtimes, naps, `travel`, walking limits, `pace` | `order`, `day-window`, `ways`, `modes`, `walking`, `walking-per-day`, `return`, `rest`, `breather`, `pace` |
//! | `splits` | `splits`, the families of each party | `splits`, and those of `times` for each party |
//! | `meals` | `meals`, `requiredCuisines` | `meals`, `cuisines`, `form` (a day's notes) |
//! | `spares` | indoor places | `spare` |
//! | `wishes` | `mustSee`, `locked` | `must-see`, `locked` |
//! | `money` | prices, fees, fares, `budget` | `costs`, `shares`, `budget`, `form` (what is said of each family) |

mod beds;
mod connections;
mod content;
mod facts;
mod findings;
mod frame;
mod meals;
mod money;
mod route;
mod spares;
mod splits;
mod times;
mod wishes;

use schemars::JsonSchema;
use serde::Serialize;

use super::plan::{Plan, ProvenRule};
use super::problem::Problem;
use facts::Facts;
use findings::{Findings, RULES};

/// One place where a plan breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Breach {
    /// Stable name of the rule, the same as in a proof: `opening-hours`.
    pub rule: &'static str,
    /// JSON Pointer (RFC 6901) into the plan.
    pub pointer: String,
    /// A sentence for people.
    pub detail: String,
}

/// The stable names of all rules, in the order of a proof.
pub fn rules() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|(rule, ..)| *rule)
}

/// Checks a plan of a problem that itself passes [`super::check::check`].
///
/// The plan's own `proof` is not read: the answer is its replacement.
///
/// # Errors
/// Every breach, in the order in which the rules are checked.
pub fn validate(problem: &Problem, plan: &Plan) -> Result<Vec<ProvenRule>, Vec<Breach>> {
    let settled = route::settled(problem, plan);
    let facts = Facts::of(&settled, plan);
    let mut findings = Findings::default();
    route::check(problem, &facts, &mut findings);
    frame::check(&facts, &mut findings);
    beds::check(&facts, &mut findings);
    connections::check(&facts, &mut findings);
    content::check(&facts, &mut findings);
    times::check(&facts, &mut findings);
    splits::check(&facts, &mut findings);
    meals::check(&facts, &mut findings);
    spares::check(&facts, &mut findings);
    wishes::check(&facts, &mut findings);
    money::check(&facts, &mut findings);
    findings.finish()
}
