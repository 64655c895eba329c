//! Classic team orienteering instances as planning problems, and what a plan for one of them is worth.
//!
//! One unit of an instance is a minute, so that windows fall on the clock and distances, which the instances cut after one decimal, are
//! whole multiples of six seconds. A window holds for the start of a visit; opening hours hold for all of it, so they close a visit later.

use std::collections::HashMap;

use anyhow::{Context as _, ensure};
use chrono::{Days, NaiveDate};
use pathfinder_domain::category::Category;
use pathfinder_domain::clock_time::ClockTime;
use pathfinder_domain::geo::Point;
use pathfinder_domain::money::Currency;
use pathfinder_domain::planning::plan::{Activity, Plan};
use pathfinder_domain::planning::problem::{
    City, Constraints, Day, Family, Matrix, Meals, Member, Mode, Needs, Pace, Place, Problem, Tags, Travel, VERSION, Weights,
};

const DEPOT: &str = "depot";
/// The most places of one tour.
const MOST_VISITS: u32 = 200;

/// A vertex of an instance; the first one is the depot, whose window is the day.
#[derive(Debug, Clone, Copy)]
pub struct Vertex {
    x: f64,
    y: f64,
    service: u32,
    profit: u32,
    opens: u32,
    closes: u32,
}

#[derive(Debug, Clone)]
pub struct Instance {
    pub vertices: Vec<Vertex>,
}

impl Instance {
    /// Reads the KU Leuven form: two lines of sizes, then a line for each vertex.
    ///
    /// # Errors
    /// Where a line has not the numbers of a vertex, or a day would be longer than 24 hours.
    pub fn read(text: &str) -> anyhow::Result<Self> {
        let vertices: Vec<Vertex> =
            text.lines().skip(2).filter(|line| !line.trim().is_empty()).map(vertex).collect::<anyhow::Result<_>>()?;
        ensure!(vertices.len() > 1, "no vertices beside the depot");
        ensure!(vertices.iter().all(|vertex| vertex.closes + vertex.service <= 24 * 60), "a day of more than 1440 units has no clock");
        Ok(Self { vertices })
    }

    /// Tenths of a unit, cut.
    fn tenths(&self, from: usize, to: usize) -> u32 {
        let (a, b) = (self.vertices[from], self.vertices[to]);
        // A hair more, so that exact tenths do not fall below themselves.
        ((a.x - b.x).hypot(a.y - b.y) * 10.0 + 1e-9) as u32
    }

    /// As a trip of so many days.
    pub fn problem(&self, tours: u32) -> Problem {
        let first = NaiveDate::from_ymd_opt(2027, 5, 3).expect("a Monday in May");
        let depot = self.vertices[0];
        let point = |vertex: &Vertex| Point::new(vertex.x / 1000.0, vertex.y / 1000.0);
        let ids: Vec<String> =
            (0..self.vertices.len()).map(|index| if index == 0 { DEPOT.to_owned() } else { format!("p{index}") }).collect();
        let places = self.vertices.iter().enumerate().skip(1).map(|(index, vertex)| Place {
            id: ids[index].clone(),
            name: ids[index].clone(),
            city: DEPOT.to_owned(),
            location: point(vertex),
            category: Category::Art,
            visit_minutes: vertex.service,
            opening_hours: Some(format!("{}-{}", clock(vertex.opens), clock(vertex.closes + vertex.service))),
            fees: Vec::new(),
            tags: Tags::new(),
            score: Some(f64::from(vertex.profit)),
            last_entry_minutes: None,
        });
        let size = self.vertices.len();
        Problem {
            version: VERSION,
            title: "Team orienteering with time windows".to_owned(),
            currency: "EUR".parse::<Currency>().expect("EUR is an ISO 4217 code"),
            seed: 1,
            cities: vec![City {
                id: DEPOT.to_owned(),
                name: DEPOT.to_owned(),
                center: point(&depot),
                time_zone: "UTC".to_owned(),
                country: None,
                region: None,
                transit_fare: None,
            }],
            days: (0..u64::from(tours))
                .map(|n| Day {
                    date: first + Days::new(n),
                    city: Some(DEPOT.to_owned()),
                    start: time(depot.opens),
                    end: time(depot.closes),
                    starts_at: None,
                    ends_at: None,
                })
                .collect(),
            families: vec![Family {
                id: "team".to_owned(),
                name: "Team".to_owned(),
                members: vec![Member { name: "One".to_owned(), age: 30 }],
                weight: 1.0,
                interests: Default::default(),
                must_see: Vec::new(),
                must_avoid: Vec::new(),
                needs: Needs::default(),
                budget: None,
            }],
            places: places.collect(),
            restaurants: Vec::new(),
            lodgings: Vec::new(),
            legs: Vec::new(),
            travel: Travel {
                modes: vec![Mode::Transit],
                matrix: Some(Matrix {
                    ids,
                    seconds: (0..size).map(|from| (0..size).map(|to| self.tenths(from, to) * 6).collect()).collect(),
                }),
                ..Travel::default()
            },
            route: None,
            constraints: Constraints {
                pace: Pace::Full,
                max_visits_per_day: Some(MOST_VISITS),
                meals: Meals::NONE,
                lodging: false,
                ..Constraints::default()
            },
            weights: Weights { travel: 0.0, cost: 0.0, variety: 0.0, fairness: 0.0, idle: 0.0, closeness: 0.0 },
            locked: Vec::new(),
            earlier: Vec::new(),
        }
    }

    /// The score of a plan, computed from the instance alone: its order of places counts, its times do not.
    ///
    /// # Errors
    /// Where a tour cannot be done, or a place is visited twice.
    pub fn score(&self, plan: &Plan) -> anyhow::Result<u32> {
        let index: HashMap<String, usize> = (1..self.vertices.len()).map(|index| (format!("p{index}"), index)).collect();
        let mut seen = vec![false; self.vertices.len()];
        let mut score = 0;
        for day in &plan.days {
            let (mut at, mut here) = (self.vertices[0].opens * 10, 0);
            for item in &day.items {
                let Activity::Visit { place, .. } = &item.activity else { continue };
                let next = *index.get(place).with_context(|| format!("{place} is not of the instance"))?;
                let vertex = self.vertices[next];
                ensure!(!std::mem::replace(&mut seen[next], true), "{place} is visited twice");
                let start = (at + self.tenths(here, next)).max(vertex.opens * 10);
                ensure!(start <= vertex.closes * 10, "{place} is reached too late");
                score += vertex.profit;
                (at, here) = (start + vertex.service * 10, next);
            }
            ensure!(at + self.tenths(here, 0) <= self.vertices[0].closes * 10, "a tour ends too late");
        }
        Ok(score)
    }
}

fn vertex(line: &str) -> anyhow::Result<Vertex> {
    let numbers: Vec<f64> = line.split_whitespace().map(str::parse).collect::<Result<_, _>>().with_context(|| format!("{line:?}"))?;
    let [_, x, y, service, profit, .., opens, closes] = numbers[..] else { anyhow::bail!("{line:?} has too few numbers") };
    let whole = |value: f64| value as u32;
    Ok(Vertex { x, y, service: whole(service), profit: whole(profit), opens: whole(opens), closes: whole(closes) })
}

fn time(minutes: u32) -> ClockTime {
    ClockTime::hm(minutes / 60, minutes % 60)
}

fn clock(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
