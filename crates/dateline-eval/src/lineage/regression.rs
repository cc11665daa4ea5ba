//! Logistic regression by iteratively reweighted least squares, over rows of values or over sets of levels.

use anyhow::Result;

/// Rounds of reweighting.
const ROUNDS: usize = 25;

/// Rows that show the same levels: which (by number), what other levels add, and how many were of one incident and of two.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Numbers of its levels.
    pub levels: Vec<usize>,
    /// Weight of rows of one incident.
    pub same: f64,
    /// Weight of rows of two.
    pub different: f64,
}

/// Logistic regression over patterns: the intercept, then a coefficient for each of `width` levels, in natural logarithms; of levels
/// marked `held` it is 0. `ridge` pulls them to nought.
///
/// # Errors
/// When the equations have no single solution.
pub fn over_patterns(patterns: &[Pattern], held: &[bool], ridge: f64) -> Result<Vec<f64>> {
    let width = held.len() + 1;
    let active = |pattern: &Pattern| -> Vec<usize> {
        std::iter::once(0).chain(pattern.levels.iter().filter(|level| !held[**level]).map(|level| level + 1)).collect()
    };
    let rows: Vec<(Vec<usize>, f64, f64)> = patterns.iter().map(|p| (active(p), p.same, p.different)).collect();
    let mut solved = vec![0.0; width];
    for _ in 0..ROUNDS {
        let mut gradient = vec![0.0; width];
        let mut hessian = vec![vec![0.0; width]; width];
        for (active, same, different) in &rows {
            let score: f64 = active.iter().map(|at| solved[*at]).sum();
            let p = 1.0 / (1.0 + (-score.clamp(-30.0, 30.0)).exp());
            let n = same + different;
            for a in active {
                gradient[*a] += same - n * p;
                for b in active {
                    hessian[*a][*b] += n * p * (1.0 - p);
                }
            }
        }
        for at in 0..width {
            let pull = if at == 0 { 1e-6 } else { ridge };
            gradient[at] -= pull * solved[at];
            hessian[at][at] += pull;
        }
        let step = solve(hessian, gradient)?;
        solved.iter_mut().zip(&step).for_each(|(x, s)| *x += s.clamp(-3.0, 3.0));
    }
    Ok(solved)
}

/// Logistic regression of what is known of some things on what they show: the intercept, then a coefficient for each value, in natural
/// logarithms; `ridge` pulls the coefficients of standardised values to nought.
///
/// # Errors
/// When the equations have no single solution.
pub fn logistic(rows: &[(Vec<f64>, bool)], ridge: f64) -> Result<Vec<f64>> {
    let width = rows.first().map_or(0, |(values, _)| values.len());
    let n = rows.len().max(1) as f64;
    let mean: Vec<f64> = (0..width).map(|at| rows.iter().map(|(values, _)| values[at]).sum::<f64>() / n).collect();
    let spread = |at: usize| (rows.iter().map(|(values, _)| (values[at] - mean[at]).powi(2)).sum::<f64>() / n).sqrt().max(1e-6);
    let spread: Vec<f64> = (0..width).map(spread).collect();
    let standard = |values: &[f64]| -> Vec<f64> {
        std::iter::once(1.0).chain(values.iter().enumerate().map(|(at, value)| (value - mean[at]) / spread[at])).collect()
    };
    let rows: Vec<(Vec<f64>, f64)> = rows.iter().map(|(values, known)| (standard(values), f64::from(u8::from(*known)))).collect();
    let mut solved = vec![0.0; width + 1];
    for _ in 0..ROUNDS {
        let mut gradient = vec![0.0; width + 1];
        let mut hessian = vec![vec![0.0; width + 1]; width + 1];
        for (values, known) in &rows {
            let score: f64 = values.iter().zip(&solved).map(|(value, weight)| value * weight).sum();
            let p = 1.0 / (1.0 + (-score.clamp(-30.0, 30.0)).exp());
            for a in 0..=width {
                gradient[a] += (known - p) * values[a];
                for b in 0..=width {
                    hessian[a][b] += p * (1.0 - p) * values[a] * values[b];
                }
            }
        }
        for at in 0..=width {
            let pull = if at == 0 { 1e-6 } else { ridge };
            gradient[at] -= pull * solved[at];
            hessian[at][at] += pull;
        }
        let step = solve(hessian, gradient)?;
        solved.iter_mut().zip(&step).for_each(|(x, s)| *x += s.clamp(-3.0, 3.0));
    }
    let shift: f64 = (0..width).map(|at| solved[at + 1] * mean[at] / spread[at]).sum();
    Ok(std::iter::once(solved[0] - shift).chain((0..width).map(|at| solved[at + 1] / spread[at])).collect())
}

/// Solves a system of linear equations by Gaussian elimination with partial pivoting.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Result<Vec<f64>> {
    let n = b.len();
    for column in 0..n {
        let pivot = (column..n).max_by(|x, y| a[*x][column].abs().total_cmp(&a[*y][column].abs())).unwrap_or(column);
        anyhow::ensure!(a[pivot][column].abs() > 1e-12, "the equations have no single solution");
        a.swap(column, pivot);
        b.swap(column, pivot);
        for row in column + 1..n {
            let factor = a[row][column] / a[column][column];
            if factor.abs() > 0.0 {
                let (upper, lower) = a.split_at_mut(row);
                lower[0].iter_mut().zip(&upper[column]).skip(column).for_each(|(x, y)| *x -= factor * y);
                b[row] -= factor * b[column];
            }
        }
    }
    for row in (0..n).rev() {
        let rest: f64 = (row + 1..n).map(|at| a[row][at] * b[at]).sum();
        b[row] = (b[row] - rest) / a[row][row];
    }
    Ok(b)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn equations_are_solved() {
        let solved = solve(vec![vec![0.0, 2.0], vec![1.0, 1.0]], vec![4.0, 5.0]).unwrap();
        assert!((solved[0] - 3.0).abs() < 1e-9 && (solved[1] - 2.0).abs() < 1e-9);
        assert!(solve(vec![vec![1.0, 1.0], vec![1.0, 1.0]], vec![1.0, 2.0]).is_err());
    }

    #[test]
    fn a_line_between_two_groups_is_found() {
        let rows: Vec<(Vec<f64>, bool)> = (0..40).map(|n| (vec![f64::from(n), f64::from(n % 3)], n >= 20)).collect();
        let solved = logistic(&rows, 0.1).unwrap();
        assert!(solved[1] > 0.0 && (-solved[0] / solved[1] - 19.5).abs() < 2.0, "{solved:?}");
    }

    #[test]
    fn weights_follow_the_odds() {
        // Of pairs with the level 8 in 10 are of one incident, of those without 2 in 10: log-odds of ln 16 apart.
        let pattern = |levels: &[usize], same, different| Pattern { levels: levels.to_vec(), same, different };
        let patterns = [pattern(&[0], 8000.0, 2000.0), pattern(&[], 2000.0, 8000.0)];
        let solved = over_patterns(&patterns, &[false], 1.0).unwrap();
        assert!((solved[1] - 16.0_f64.ln()).abs() < 0.01, "{solved:?}");
        assert!(over_patterns(&patterns, &[true], 1.0).unwrap()[1].abs() < 1e-9, "held");
    }
}
