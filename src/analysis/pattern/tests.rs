use super::*;

/// What Go's `regexp` says of each pair.
#[test]
fn matches_what_go_matches() {
    for (pattern, text, wanted) in [
        ("", "", true),
        ("", "x", true),
        ("main.run", "main.run", true),
        ("main.run", "mainXrun", true),
        ("main.run", "main", false),
        ("^main\\.(Run|Serve)$", "main.Run", true),
        ("^main\\.(Run|Serve)$", "main.Runner", false),
        ("interface {}", "map[string]interface {}", true),
        ("interface {}", "interface", false),
        ("a{,5}", "a{,5}", true),
        ("a{,5}", "aaa", false),
        ("a{2}", "aa", true),
        ("a{2}", "a", false),
        ("^a{2,}$", "aaa", true),
        ("^a{2,}$", "a", false),
        ("^a{0}$", "", true),
        ("^a{0}$", "a", false),
        ("a{01}", "a{01}", true),
        ("a{01}", "a", false),
        ("^(?:a{2})(?i)?$", "", true),
        ("^(?:a{2})(?i)?$", "aa", true),
        ("^(?:a{2})(?i)?$", "a", false),
        ("\\Qa.b\\E+", "a.bbb", true),
        ("\\Qa.b\\E+", "axb", false),
        ("\\Qa(", "a(", true),
        ("\\Qa(", "a", false),
        ("\\<init\\>", "<init>", true),
        ("\\<init\\>", "init", false),
        ("[]a]", "]", true),
        ("[]a]", "b", false),
        ("[^]a]", "b", true),
        ("[^]a]", "]", false),
        ("[[]", "[", true),
        ("[[]", "]", false),
        ("[a&&b]", "&", true),
        ("[a&&b]", "c", false),
        ("[~~x]", "~", true),
        ("[~~x]", "y", false),
        ("[[:alpha:]]", "q", true),
        ("[[:alpha:]]", "1", false),
        ("[[:^alpha:]]", "1", true),
        ("[[:^alpha:]]", "q", false),
        ("[[:word:]-]", "_", true),
        ("[[:word:]-]", "!", false),
        ("[\\d-z]", "-", true),
        ("[\\d-z]", "y", false),
        ("[^\\D]", "7", true),
        ("[^\\D]", "x", false),
        ("\\s", "\t", true),
        ("\\s", "\u{b}", false),
        ("\\W", "\u{00e9}", true),
        ("\\W", "_", false),
        ("\\bgc\\b", "runtime gc", true),
        ("\\bgc\\b", "gcc", false),
        ("a\\b{1}", "a", true),
        ("a\\b{1}", "ab", false),
        ("\\Aa\\z", "a", true),
        ("\\Aa\\z", "a\n", false),
        ("^b$", "b", true),
        ("^b$", "a\nb", false),
        ("(?m)^b$", "a\nb", true),
        ("(?m)^b$", "ab", false),
        ("a.b", "a\tb", true),
        ("a.b", "a\nb", false),
        ("(?s)a.b", "a\nb", true),
        ("(?s)a.b", "ab", false),
        ("(?i)KELVIN", "\u{212a}elvin", true),
        ("(?i)KELVIN", "elvin", false),
        ("(?i)stra\u{00df}e", "STRA\u{1e9e}E", true),
        ("(?i)stra\u{00df}e", "STRASSE", false),
        ("(?i)\u{03c3}", "\u{03c2}", true),
        ("(?i)\u{03c3}", "s", false),
        ("(?i)[k-m]", "\u{212a}", true),
        ("(?i)[k-m]", "n", false),
        ("(?i)[^k]", "x", true),
        ("(?i)[^k]", "K", false),
        ("(?i)a(?-i)b", "Ab", true),
        ("(?i)a(?-i)b", "AB", false),
        ("(?i:a)b", "Ab", true),
        ("(?i:a)b", "aB", false),
        ("(a(?i)b)c", "aBc", true),
        ("(a(?i)b)c", "aBC", false),
        ("(?P<n>a)(?<n>b)", "ab", true),
        ("(?P<n>a)(?<n>b)", "a", false),
        ("\\141\\x62\\x{63}", "abc", true),
        ("\\141\\x62\\x{63}", "141", false),
        ("\\0", "\x00", true),
        ("\\0", "0", false),
        ("\\_\\-\\.", "_-.", true),
        ("\\_\\-\\.", "x", false),
        ("a||b", "", true),
        ("a||b", "x", true),
        ("(|a)+", "", true),
        ("(|a)+", "b", true),
        ("a*?b", "aab", true),
        ("a*?b", "a", false),
        ("(?U)a+", "aa", true),
        ("(?U)a+", "b", false),
        ("(?i-s:A.)", "ab", true),
        ("(?i-s:A.)", "a\n", false),
        ("\\x{d800}", "", false),
        ("\\x{d800}", "x", false),
        ("[\\x{d800}-\\x{dfff}]", "", false),
        ("[\\x{d800}-\\x{dfff}]", "\u{fffd}", false),
        ("^*a", "a", true),
        ("^*a", "b", false),
    ] {
        assert_eq!(Pattern::new(pattern).unwrap().is_match(text), wanted, "{pattern:?} in {text:?}");
    }
}

/// And what it refuses, in its words.
#[test]
fn refuses_what_go_refuses() {
    for (pattern, wanted) in [
        ("[a--b]", "error parsing regexp: invalid character class range: `a--`"),
        ("*a", "error parsing regexp: missing argument to repetition operator: `*`"),
        ("a|*", "error parsing regexp: missing argument to repetition operator: `*`"),
        ("(+)", "error parsing regexp: missing argument to repetition operator: `+`"),
        ("a**", "error parsing regexp: invalid nested repetition operator: `**`"),
        ("a+?*", "error parsing regexp: invalid nested repetition operator: `+?*`"),
        ("a{2}{3}", "error parsing regexp: invalid nested repetition operator: `{2}{3}`"),
        ("a{1001}", "error parsing regexp: invalid repeat count: `{1001}`"),
        ("a{3,2}", "error parsing regexp: invalid repeat count: `{3,2}`"),
        ("((a{10}){10}){11}", "error parsing regexp: invalid repeat count: `{11}`"),
        ("(a", "error parsing regexp: missing closing ): `(a`"),
        ("a)", "error parsing regexp: unexpected ): `a)`"),
        ("[a", "error parsing regexp: missing closing ]: `[a`"),
        ("[z-a]", "error parsing regexp: invalid character class range: `z-a`"),
        ("[[:foo:]]", "error parsing regexp: invalid character class range: `[:foo:]`"),
        ("a\\", "error parsing regexp: trailing backslash at end of expression: ``"),
        ("\\1", "error parsing regexp: invalid escape sequence: `\\1`"),
        ("\\8", "error parsing regexp: invalid escape sequence: `\\8`"),
        ("\\q", "error parsing regexp: invalid escape sequence: `\\q`"),
        ("\\C", "error parsing regexp: invalid escape sequence: `\\C`"),
        ("\\Z", "error parsing regexp: invalid escape sequence: `\\Z`"),
        ("\\xg0", "error parsing regexp: invalid escape sequence: `\\xg0`"),
        ("\\x{110000}", "error parsing regexp: invalid escape sequence: `\\x{110000`"),
        ("(?=a)", "error parsing regexp: invalid or unsupported Perl syntax: `(?=`"),
        ("(?<!a)", "error parsing regexp: invalid named capture: `(?<!a)`"),
        ("(?P<a-b>c)", "error parsing regexp: invalid named capture: `(?P<a-b>`"),
        ("(?x)a", "error parsing regexp: invalid or unsupported Perl syntax: `(?x`"),
        ("(?i-)a", "error parsing regexp: invalid or unsupported Perl syntax: `(?i-)`"),
    ] {
        assert_eq!(Pattern::new(pattern).unwrap_err().to_string(), wanted, "{pattern:?}");
    }
}

#[test]
fn an_error_has_its_place_in_characters() {
    for (pattern, at, excerpt) in
        [("äöü(**)", 4, "*"), ("é[a", 1, "[a"), ("ab)", 2, "ab)"), ("(é(", 2, "(é("), ("é\\", 1, "")]
    {
        let bad = Pattern::new(pattern).unwrap_err();
        assert_eq!((bad.at, bad.excerpt.as_str()), (at, excerpt), "{pattern:?}");
    }
    let bad = Pattern::new(r"é\p{Greek}").unwrap_err();
    assert_eq!((bad.problem, bad.at, bad.excerpt.as_str()), (PatternProblem::UnicodeClass, 1, r"\p{Greek}"));
}

#[test]
fn a_quoted_text_matches_itself_only() {
    for text in ["", "main.(*T).Run", "[a]{2}^$|\\+?", "ä ö"] {
        let pattern = Pattern::new(&["^", &Pattern::quote(text), "$"].concat()).unwrap();
        assert!(pattern.is_match(text));
        assert!(!pattern.is_match(&[text, "x"].concat()));
    }
}

proptest::proptest! {
    /// Whatever is typed is understood or refused, and what is understood is understood by regex-lite.
    #[test]
    fn anything_may_be_typed(text in "([a-c(){}\\[\\]*+?|^$.:<>P\\-\\\\xQEi&1-3,]|\\PC){0,12}") {
        match Pattern::new(&text) {
            Ok(pattern) => drop(pattern.is_match(&text)),
            Err(bad) => {
                proptest::prop_assert!(bad.at <= text.chars().count());
                proptest::prop_assert_ne!(bad.problem, PatternProblem::TooLarge);
            }
        }
    }
}
