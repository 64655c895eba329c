//! How promising a choice of cities is, and what points mean whatever is chosen.

use super::super::build::{Built, Known, Unbuilt, build_with};
use super::super::frames::{Frame, Frames};
use super::super::losses::Losses;
use super::super::worth::{self, weights};
use crate::planning::problem::{Place, Problem};
use crate::planning::rules::group::Group;
use crate::planning::rules::meals::planned;
use crate::planning::rules::{needs, visits};

/// From a way to a visit and back, seconds.
const BETWEEN_VISITS: u32 = 20 * 60;

/// What points mean, the same for all frames of a problem: a frame of its own would be measured by its own cities.
pub(super) struct Measure<'p> {
    pub problem: &'p Problem,
    group: Group,
    usual_cost: f64,
    /// Points for one unit of worth, by family.
    scale: Vec<f64>,
    /// By family: whether it can be worse off than others.
    compared: Vec<bool>,
}

impl<'p> Measure<'p> {
    pub(super) fn of(problem: &'p Problem, least: i64) -> Self {
        let places: Vec<&Place> = problem.places.iter().filter(|place| suits(problem, place)).collect();
        let most = problem.constraints.visits_a_day().saturating_mul(problem.days.len()).min(places.len());
        let ideals: Vec<f64> = problem.families.iter().map(|family| worth::ideal(family, places.iter().copied(), most)).collect();
        Self {
            problem,
            group: Group::of(&problem.families),
            usual_cost: (least as f64).max(1.0),
            scale: worth::scale(&ideals),
            compared: worth::compared(&problem.families, &ideals),
        }
    }

    pub(super) fn build<'s>(&self, settled: &'s Problem, known: &mut Known, stop: &mut dyn FnMut() -> bool) -> Result<Built<'s>, Unbuilt> {
        let mut built = build_with(settled, known, stop)?;
        built.table.worth.scale.clone_from(&self.scale);
        built.table.worth.compared.clone_from(&self.compared);
        built.table.losses = Losses::of(settled, self.usual_cost);
        Ok(built)
    }

    /// The most promising frames, and in any case that of the earlier plan and the cheapest one.
    pub(super) fn pick(
        &self,
        frames: &Frames<'_>,
        limit: Option<i64>,
        most: usize,
        cheapest: Frame,
        stop: &mut dyn FnMut() -> bool,
    ) -> Vec<Frame> {
        let places: Vec<Vec<&Place>> = self.problem.cities.iter().map(|city| self.places(&city.id)).collect();
        let visits: Vec<f64> = places.iter().map(|places| self.visits_a_day(places)).collect();
        let weights = weights(&self.problem.families);
        let joy = |city: usize, days: usize| {
            let (Some(places), Some(a_day)) = (places.get(city), visits.get(city)) else { return 0.0 };
            // Half a day is lost by getting there.
            let most = (a_day * (days as f64 - 0.5)).max(0.0).round() as usize;
            let families = self.problem.families.iter().zip(&self.scale).zip(&weights);
            families.map(|((family, scale), weight)| weight * scale * worth::ideal(family, places.iter().copied(), most)).sum()
        };
        let price = Losses::of(self.problem, self.usual_cost).of_way(0.0, 0.0, 1.0);
        let mut picked = frames.promising(limit, most, &joy, price, stop);
        for frame in frames.earlier(self.problem, limit).into_iter().chain([cheapest]) {
            if !picked.contains(&frame) {
                picked.push(frame);
            }
        }
        picked
    }

    fn places(&self, city: &str) -> Vec<&'p Place> {
        self.problem.places.iter().filter(|place| place.city == city && suits(self.problem, place)).collect()
    }

    /// As many as the pace allows and the hours between the meals hold.
    fn visits_a_day(&self, places: &[&Place]) -> f64 {
        let constraints = &self.problem.constraints;
        let meals = planned(&constraints.meals).iter().map(|(_, rule)| rule.minutes * 60).sum::<u32>();
        let free =
            self.problem.days.iter().map(|day| f64::from(day.end.seconds().saturating_sub(day.start.seconds()).saturating_sub(meals)));
        let free = free.sum::<f64>() / self.problem.days.len().max(1) as f64;
        let pause = f64::from(constraints.pace.breather_minutes() * 60 + BETWEEN_VISITS);
        let lengths = places.iter().map(|place| f64::from(visits::minutes(place, &self.group)) * 60.0);
        let length = lengths.sum::<f64>() / places.len().max(1) as f64 + pause;
        (constraints.visits_a_day() as f64).min(free / length)
    }
}

fn suits(problem: &Problem, place: &Place) -> bool {
    needs::avoided(problem, &place.id).is_none() && needs::place(place, &problem.families).is_ok()
}
