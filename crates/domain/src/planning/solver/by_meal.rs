//! One value for each meal of a day.

use std::ops::{Index, IndexMut};

use crate::planning::problem::Meal;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ByMeal<T> {
    breakfast: T,
    lunch: T,
    dinner: T,
}

impl<T> ByMeal<T> {
    pub(super) fn of(mut value: impl FnMut(Meal) -> T) -> Self {
        Self { breakfast: value(Meal::Breakfast), lunch: value(Meal::Lunch), dinner: value(Meal::Dinner) }
    }

    /// In the order of [`Meal::ALL`].
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        [&self.breakfast, &self.lunch, &self.dinner].into_iter()
    }
}

impl<T> Index<Meal> for ByMeal<T> {
    type Output = T;

    fn index(&self, meal: Meal) -> &T {
        match meal {
            Meal::Breakfast => &self.breakfast,
            Meal::Lunch => &self.lunch,
            Meal::Dinner => &self.dinner,
        }
    }
}

impl<T> IndexMut<Meal> for ByMeal<T> {
    fn index_mut(&mut self, meal: Meal) -> &mut T {
        match meal {
            Meal::Breakfast => &mut self.breakfast,
            Meal::Lunch => &mut self.lunch,
            Meal::Dinner => &mut self.dinner,
        }
    }
}
