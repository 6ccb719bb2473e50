//! Work that pauses gives what work without pauses gives, wherever it pauses.

use std::cell::Cell;
use std::task::{Context, Poll, Waker};

use airflame::analysis::{
    CallGraph, FilterTexts, FilterVariable, Grouping, LabelUnits, Measure, Pace, Shape, StackValues, Subject,
    TopTable, Valuation, Work,
};
use airflame::pprof::encode_raw;
use proptest::prelude::*;

use crate::few_functions::profiles;

/// A pace that is due where a bit says so, again and again.
fn pace(bits: u32) -> Pace {
    let asked = Cell::new(0_u32);
    Pace::new(move || bits.rotate_right(asked.replace(asked.get() + 1)) & 1 == 1)
}

fn run<T>(mut work: Work<'_, T>) -> T {
    loop {
        if let Poll::Ready(done) = work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return done;
        }
    }
}

proptest! {
    #[test]
    fn pauses_change_nothing(one in profiles(-50..100), other in profiles(-50..100), bits in any::<u32>()) {
        let subject = Subject::comparison(&one, &other);
        let pace = pace(bits);
        let shape = Shape::build(subject, Grouping::default());
        let paced = run(Shape::build_paced(subject, Grouping::default(), &pace));
        let tree = |shape: &Shape| -> Vec<_> {
            let tree = shape.tree();
            tree.ids().map(|node| (tree.frame(node), tree.parent(node), tree.subtree_end(node))).collect()
        };
        prop_assert_eq!(tree(&shape), tree(&paced));
        prop_assert!(shape.tree().ids().all(|node| shape.name(node) == paced.name(node)));

        let measure = Measure::new(&shape, subject, &subject.metrics().unwrap()[0]);
        let top = TopTable::build(&shape, subject, &measure);
        let paced = run(TopTable::build_paced(&paced, subject, &measure, &pace));
        prop_assert_eq!(top.rows(), paced.rows());

        let values = StackValues::sum(&one, Valuation { index: 0, mean: false });
        let alone = Shape::build(Subject::single(&one), Grouping::default());
        let graph = CallGraph::build(alone.frames(), 0, &one, &values, None);
        let paced = run(CallGraph::build_paced(alone.frames(), 0, &one, &values, None, &pace));
        prop_assert_eq!((graph.nodes(), graph.edges()), (paced.nodes(), paced.edges()));

        let units = LabelUnits::of(&one);
        let mut texts = FilterTexts::default();
        *texts.get_mut(FilterVariable::Hide) = "f1".to_owned();
        *texts.get_mut(FilterVariable::PruneFrom) = "f2".to_owned();
        let filters = texts.compile().unwrap();
        let (left, paced) = (filters.apply(&one, &units), run(filters.apply_paced(&one, &units, false, &pace)));
        prop_assert_eq!(left.unmatched, paced.unmatched);
        prop_assert_eq!(encode_raw(&left.profile), encode_raw(&paced.profile));
    }
}
