//! Values as a report prints them.

use super::Settings;
use crate::analysis::{Amount, CallNode};
use crate::units::{percentage, scaled_label, unit_between};

/// How the values of one report are printed.
#[derive(Debug, Clone)]
pub(super) struct Values {
    /// What percentages are of.
    pub(super) total: i64,
    /// What values are multiplied by; 1 for nothing.
    ratio: f64,
    /// The unit of the sample type.
    sample_unit: String,
    /// The unit that is printed.
    unit: String,
}

impl Values {
    pub(super) fn new(settings: &Settings, sample_unit: &str, total: i64) -> Self {
        Self {
            total,
            ratio: 1.0 / settings.divide_by,
            sample_unit: sample_unit.to_owned(),
            unit: settings.unit.clone(),
        }
    }

    /// Chooses the unit that suits all nodes, where the settings leave that open.
    pub(super) fn suit(&mut self, nodes: &[CallNode]) {
        if self.unit != "minimum" || nodes.is_empty() {
            return;
        }
        let size = |amount: Amount| amount.shown().saturating_abs();
        let sizes = nodes.iter().map(|node| match size(node.flat) {
            0 => size(node.cum),
            flat => flat,
        });
        let smallest = sizes.filter(|&size| size > 0).min().unwrap_or(self.total);
        let scaled = |value| self.scaled(value).unwrap_or(value);
        self.unit = unit_between(scaled(smallest), scaled(self.total), &self.sample_unit).to_owned();
    }

    /// A value with its unit.
    pub(super) fn label(&self, value: i64) -> String {
        scaled_label(self.scaled(value).unwrap_or(value), &self.sample_unit, &self.unit)
    }

    /// The same; nothing is a dot.
    pub(super) fn label_or_dot(&self, value: i64) -> String {
        if value == 0 { ".".to_owned() } else { self.label(value) }
    }

    /// The share of a value in the total.
    pub(super) fn share(&self, value: i64) -> String {
        percentage(value, self.total)
    }

    pub(super) fn sample_unit(&self) -> &str {
        &self.sample_unit
    }

    /// The unit that is printed, or `minimum` or `auto`.
    pub(super) fn unit(&self) -> &str {
        &self.unit
    }

    fn scaled(&self, value: i64) -> Option<i64> {
        (self.ratio > 0.0 && self.ratio != 1.0).then_some((value as f64 * self.ratio) as i64)
    }
}
