//! The least that the rest of a trip costs from any day and city on, if a city that was visited could be visited again.

use super::NEVER;
use super::stays::Stays;
use super::stops::Stops;

/// Required cities that the tables follow; the search itself heeds all of them.
const MOST_REQUIRED: usize = 5;

/// What is still due: the set of cuisines in the low bits, required cities above.
pub(super) type Due = usize;

pub(super) struct Bounds {
    /// By stop: its bit among the cities that are due; nothing where it is not required.
    bits: Vec<Due>,
    dues: usize,
    days: usize,
    stops: usize,
    ways: usize,
    /// `[((visited * (days + 1) + day) * (stops + 1) + city) * dues + due]`: before the way to the next city; the origin stands after all stops.
    leaving: Vec<i64>,
    /// `[(((visited * days + day) * stops + city) * ways + way) * dues + due]`: after the way there, the city counted as visited.
    arrived: Vec<i64>,
}

impl Bounds {
    pub(super) fn of(stops: &Stops<'_>, stays: &Stays<'_>) -> Self {
        let count = stops.list.len();
        let mut bits = vec![0; count];
        let required = bits.iter_mut().enumerate().filter(|(stop, _)| stops.required & 1 << stop != 0).take(MOST_REQUIRED);
        let mut next = stays.sets();
        for (_, bit) in required {
            *bit = next;
            next *= 2;
        }
        let (ways, most) = (stays.ways(), stops.most + 1);
        let mut bounds = Self {
            bits,
            dues: next,
            days: stops.days,
            stops: count,
            ways,
            leaving: vec![NEVER; most * (stops.days + 1) * (count + 1) * next],
            arrived: vec![NEVER; most * stops.days * count * ways * next],
        };
        for visited in stops.least..=stops.most {
            for city in 0..count {
                let at = bounds.at_leaving(visited, stops.days, Some(city), 0);
                set(&mut bounds.leaving, at, 0);
            }
        }
        for day in (0..stops.days).rev() {
            for visited in 1..=stops.most.min(day + 1) {
                (0..count).for_each(|city| bounds.arrive(stops, stays, visited, day, city));
            }
            for visited in 0..stops.most.min(day + 1) {
                // Only the first day begins at the origin, and it only there.
                let from = if day == 0 { vec![None] } else { (0..count).map(Some).collect() };
                from.into_iter().for_each(|city| bounds.leave(stops, stays, visited, day, city));
            }
        }
        bounds
    }

    /// Everything, at the start.
    pub(super) fn all(&self) -> Due {
        self.dues - 1
    }

    /// What is still due after visiting a city and having these cuisines there.
    pub(super) fn after(&self, due: Due, city: usize, cuisines: usize) -> Due {
        due & !cuisines & !self.bits.get(city).copied().unwrap_or(0)
    }

    pub(super) fn leaving(&self, visited: usize, day: usize, city: Option<usize>, due: Due) -> i64 {
        get(&self.leaving, self.at_leaving(visited, day, city, due))
    }

    pub(super) fn arrived(&self, visited: usize, day: usize, city: usize, way: usize, due: Due) -> i64 {
        get(&self.arrived, self.at_arrived(visited, day, city, way, due))
    }

    fn at_leaving(&self, visited: usize, day: usize, city: Option<usize>, due: Due) -> usize {
        ((visited * (self.days + 1) + day) * (self.stops + 1) + city.unwrap_or(self.stops)) * self.dues + due
    }

    fn at_arrived(&self, visited: usize, day: usize, city: usize, way: usize, due: Due) -> usize {
        (((visited * self.days + day) * self.stops + city) * self.ways + way) * self.dues + due
    }

    fn arrive(&mut self, stops: &Stops<'_>, stays: &Stays<'_>, visited: usize, day: usize, city: usize) {
        let here = stays.cuisines_of(city);
        for way in 0..stays.ways_on(city, day) {
            for end in day + 1..=stops.days {
                let costs = stays.costs(city, &(day..end), way);
                if costs.first().is_none_or(|cost| *cost >= NEVER) {
                    continue;
                }
                for due in 0..self.dues {
                    let wanted = due & here & stays.cuisines;
                    let mut best = NEVER;
                    // All subsets of what is wanted and can be had here, the empty one last.
                    let mut cuisines = wanted;
                    loop {
                        let rest = self.leaving(visited, end, Some(city), self.after(due, city, cuisines));
                        best = best.min(get(costs, cuisines).saturating_add(rest));
                        if cuisines == 0 {
                            break;
                        }
                        cuisines = (cuisines - 1) & wanted;
                    }
                    let at = self.at_arrived(visited, day, city, way, due);
                    lower(&mut self.arrived, at, best);
                }
            }
        }
    }

    fn leave(&mut self, stops: &Stops<'_>, stays: &Stays<'_>, visited: usize, day: usize, city: Option<usize>) {
        for next in (0..self.stops).filter(|next| stops.follows(city, *next)) {
            for ride in stays.rides.to(city, next, day) {
                let way = stays.way(next, day, ride);
                for due in 0..self.dues {
                    let rest = self.arrived(visited + 1, day, next, way, due).saturating_add(ride.cost);
                    let at = self.at_leaving(visited, day, city, due);
                    lower(&mut self.leaving, at, rest);
                }
            }
        }
    }
}

fn get(table: &[i64], at: usize) -> i64 {
    table.get(at).copied().unwrap_or(NEVER)
}

fn set(table: &mut [i64], at: usize, value: i64) {
    if let Some(entry) = table.get_mut(at) {
        *entry = value;
    }
}

fn lower(table: &mut [i64], at: usize, value: i64) {
    if let Some(entry) = table.get_mut(at) {
        *entry = value.min(*entry);
    }
}
