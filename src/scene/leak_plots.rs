//! Where things lie in the two plots of the tab Leaks.

/// Where functions lie by their allocation rates and survivals: the share of the width from the lowest rate to the highest,
/// by its logarithm, and the share of the height from the bottom.
///
/// Rates span from kilobytes to gigabytes a second, so that without a logarithm all but the loudest would be one dot.
pub fn quadrant(points: &[(f64, f64)]) -> Vec<[f64; 2]> {
    let log = |rate: f64| rate.max(1.0).log10();
    let low = points.iter().map(|point| log(point.0)).fold(f64::INFINITY, f64::min);
    let high = points.iter().map(|point| log(point.0)).fold(0.0, f64::max);
    // Of one decade at least: two equal rates are no two ends.
    let span = (high - low).max(1.0);
    let place = |&(rate, survival): &(f64, f64)| [(log(rate) - low) / span, survival.clamp(0.0, 1.0)];
    points.iter().map(place).collect()
}

/// A line of values that goes on to a limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectory {
    /// Where the values lie, as shares of width and height.
    pub measured: Vec<[f64; 2]>,
    /// From the last value to where the limit is reached soonest, and latest; both end at the limit. Empty without a limit, or
    /// where it is not reached.
    pub forecast: Vec<[f64; 2]>,
    /// How high the limit lies.
    pub limit: Option<f64>,
}

/// How many times the measured span a forecast may take: what lies further ahead ends at the edge.
const FAR: f64 = 3.0;

impl Trajectory {
    /// Of values at hours from the first, and in how many hours from the last the limit is reached, soonest and latest.
    pub fn of(points: &[(f64, f64)], limit: Option<(f64, [f64; 2])>) -> Self {
        let (Some(&(first, _)), Some(&(last, newest))) = (points.first(), points.last()) else {
            return Self { measured: Vec::new(), forecast: Vec::new(), limit: None };
        };
        let measured = (last - first).max(f64::MIN_POSITIVE);
        let ahead = limit.map(|(_, [soonest, latest])| [soonest, latest.min(soonest.max(measured) * FAR)]);
        let ahead = ahead.filter(|[soonest, _]| soonest.is_finite());
        let end = ahead.map_or(last, |[_, latest]| last + latest.max(0.0));
        let span = (end - first).max(f64::MIN_POSITIVE);
        let highest =
            points.iter().map(|point| point.1).fold(limit.map_or(0.0, |(limit, _)| limit), f64::max);
        let scale = if highest > 0.0 { highest * 1.08 } else { 1.0 };
        let place = |hour: f64, value: f64| {
            [((hour - first) / span).clamp(0.0, 1.0), (value / scale).clamp(0.0, 1.0)]
        };
        let forecast = match (limit, ahead) {
            (Some((limit, _)), Some([soonest, latest])) => {
                vec![place(last, newest), place(last + soonest, limit), place(last + latest, limit)]
            }
            _ => Vec::new(),
        };
        Self {
            measured: points.iter().map(|&(hour, value)| place(hour, value)).collect(),
            forecast,
            limit: limit.map(|(limit, _)| limit / scale),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_lie_by_their_logarithms() {
        let places = quadrant(&[(1e3, 0.0), (1e6, 2.0), (1e9, 0.5)]);
        assert_eq!(places, [[0.0, 0.0], [0.5, 1.0], [1.0, 0.5]]);
        assert_eq!(quadrant(&[(5.0, 0.1), (5.0, 0.2)])[1], [0.0, 0.2]);
        assert!(quadrant(&[]).is_empty());
    }

    #[test]
    fn a_line_goes_on_to_its_limit() {
        let plot = Trajectory::of(&[(0.0, 10.0), (1.0, 20.0)], Some((100.0, [4.0, 9.0])));
        assert_eq!(plot.measured[0][0], 0.0);
        assert!((plot.measured[1][0] - 0.1).abs() < 1e-9, "nine hours lie ahead");
        assert_eq!(plot.forecast[0], plot.measured[1]);
        assert!((plot.forecast[1][1] - plot.limit.unwrap()).abs() < 1e-9);
        assert_eq!(plot.forecast[2][0], 1.0);
    }

    #[test]
    fn what_is_never_reached_is_not_drawn() {
        let plot = Trajectory::of(&[(0.0, 10.0), (1.0, 20.0)], Some((100.0, [f64::INFINITY; 2])));
        assert!(plot.forecast.is_empty());
        assert_eq!(plot.measured[1][0], 1.0);
        let endless = Trajectory::of(&[(0.0, 10.0), (1.0, 20.0)], Some((100.0, [2.0, f64::INFINITY])));
        assert!((endless.forecast[1][0] - 3.0 / 7.0).abs() < 1e-9, "the latest is cut at thrice the soonest");
        assert!(Trajectory::of(&[], None).measured.is_empty());
        let zeros = Trajectory::of(&[(0.0, 0.0)], None);
        assert_eq!(zeros.measured, [[0.0, 0.0]]);
    }
}
