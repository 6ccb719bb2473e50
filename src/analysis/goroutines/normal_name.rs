//! One name of a function for all forms of a profile.

/// The name of a Go function as all forms agree on it.
///
/// A profile writes the type arguments of a generic function in full and a text writes `[...]`; both write a dot of a
/// path's last element as `%2e`, and in some inlined closures as `%252e` (goroutines.md §0, fact 9).
///
/// ```
/// use airflame::analysis::goroutines::normal_name;
///
/// assert_eq!(normal_name("x/shapes%2ev2.(*Tree[go.shape.string,go.shape.[]a/b.C]).Insert"), "x/shapes.v2.(*Tree[...]).Insert");
/// assert_eq!(normal_name("main.main"), "main.main");
/// ```
pub fn normal_name(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    let mut depth = 0_usize;
    for letter in name.chars() {
        match letter {
            '[' => {
                if depth == 0 {
                    normal.push_str("[...]");
                }
                depth += 1;
            }
            ']' if depth > 0 => depth -= 1,
            _ if depth == 0 => normal.push(letter),
            _ => {}
        }
    }
    if normal.contains('%') {
        normal = normal.replace("%252e", ".").replace("%2e", ".");
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_agree() {
        for (name, normal) in [
            ("slices.SortFunc[go.shape.[]github.com/x/y.Z,go.shape.int]", "slices.SortFunc[...]"),
            ("main.(*Tree[...]).All.func1", "main.(*Tree[...]).All.func1"),
            ("a/shapes%252ev2.F.func1", "a/shapes.v2.F.func1"),
            ("iter.Pull[int].func1.1", "iter.Pull[...].func1.1"),
            ("main.(*Größe).Verdoppeln", "main.(*Größe).Verdoppeln"),
            ("f]", "f]"),
            ("f[a", "f[...]"),
            ("", ""),
        ] {
            assert_eq!(normal_name(name), normal);
            assert_eq!(normal_name(normal), normal);
        }
    }
}
