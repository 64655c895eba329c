//! Itineraries to print: planned from generated problems, so that pages are as full as real ones.

use chrono::DateTime;
use pathfinder_domain::planning::plan::Plan;
use pathfinder_domain::planning::problem::Problem;
use pathfinder_domain::planning::solver::{self, Effort, Outcome};
use pathfinder_domain::planning::validate::validate;
use pathfinder_print::{FamilyFacts, ItineraryDocument, Paper, TripFacts};

use crate::generate::{Shape, problem};

/// Rounds that the printed plans were improved: as many as the product's default.
const ROUNDS: u64 = 3_000;

/// A plan with its problem.
#[derive(Debug)]
pub struct Trip {
    pub problem: Problem,
    pub plan: Plan,
}

impl Trip {
    /// # Errors
    /// When the generated problem has no plan, which would be a fault of the generator.
    pub fn planned(shape: Shape) -> anyhow::Result<Self> {
        let problem = problem(shape);
        let Outcome::Planned(mut plan) = solver::plan(&problem, &mut Effort { rounds: ROUNDS, stop: &mut |_| false }) else {
            anyhow::bail!("{shape:?} has no plan");
        };
        plan.proof = validate(&problem, &plan).map_err(|breaches| anyhow::anyhow!("{shape:?} breaks rules: {breaches:?}"))?;
        Ok(Self { problem, plan: *plan })
    }

    /// The shortest trip that the templates print on four pages: cover, day, money, one family.
    ///
    /// # Errors
    /// As [`Self::planned`].
    pub fn four_pages() -> anyhow::Result<Self> {
        let mut trip = Self::planned(Shape { days: 1, families: 1, places: 12, restaurants: 6, cities: 1, seed: 1 })?;
        // Without these there is no closing page.
        trip.plan.left_out.clear();
        trip.plan.proof.clear();
        Ok(trip)
    }

    /// Two families, so many days, everything printed.
    ///
    /// # Errors
    /// As [`Self::planned`].
    pub fn of_days(days: usize) -> anyhow::Result<Self> {
        Self::planned(Shape { days, families: 2, places: 60, restaurants: 25, cities: 1, seed: 1 })
    }

    pub fn document(&self) -> ItineraryDocument<'_> {
        let family = |family: &pathfinder_domain::planning::problem::Family| FamilyFacts {
            id: family.id.clone(),
            name: family.name.clone(),
            people: family.members.iter().map(|member| format!("{} ({})", member.name, member.age)).collect(),
            wishes: family.interests.keys().map(|category| category.label().to_owned()).collect(),
        };
        let dates = || self.problem.days.iter().map(|day| day.date);
        ItineraryDocument {
            trip: TripFacts {
                title: self.problem.title.clone(),
                destination: self.problem.cities.first().map(|city| city.name.clone()).unwrap_or_default(),
                first_day: dates().min().unwrap_or_default(),
                last_day: dates().max().unwrap_or_default(),
                families: self.problem.families.iter().map(family).collect(),
                version: 1,
                budget: self.problem.constraints.budget,
                notes: Vec::new(),
            },
            plan: &self.plan,
            made_at: DateTime::UNIX_EPOCH,
            paper: Paper::A4,
        }
    }
}
