//! Questions about what is shown that need a walk over all of it.

use std::collections::VecDeque;
use std::rc::Rc;

use super::clock::Clock;
use super::job::Job;
use super::view::View;
use super::{peek, series_chart, series_table, table, tags};
use crate::analysis::Pace;
use crate::worker::protocol::{Answer, Reply, Request, RequestId};
use crate::worker::queue::Kind;

/// The questions that are not answered yet, in the order in which they are answered.
#[derive(Default)]
pub(super) struct Questions {
    open: VecDeque<Question>,
    /// Those that were asked before a view that is being built: it comes first, for then they will be asked of it anew.
    held: VecDeque<Question>,
}

struct Question {
    asker: RequestId,
    kind: Option<Kind>,
    job: Job<Reply>,
}

impl Questions {
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty() && self.held.is_empty()
    }

    /// Whether one is to be answered before a view that is being built.
    pub(super) fn is_ready(&self) -> bool {
        !self.open.is_empty()
    }

    /// Holds those that are open back: a view is being built that was asked for later.
    pub(super) fn hold(&mut self) {
        self.held.append(&mut self.open);
    }

    /// Goes on with those that were held back: the view will not come.
    pub(super) fn release(&mut self) {
        self.held.append(&mut self.open);
        std::mem::swap(&mut self.held, &mut self.open);
    }

    /// Gives up those that were held back: the view has come.
    pub(super) fn give_up_held(&mut self) -> Vec<Answer> {
        give_up_where(&mut self.held, |_| true)
    }

    /// Takes a question about a view. It takes the place of an earlier one of its kind.
    pub(super) fn ask(
        &mut self,
        clock: &Clock,
        view: &Rc<View>,
        asker: RequestId,
        request: &Request,
    ) -> Vec<Answer> {
        let kind = Kind::of(request);
        let stale = self.give_up_where(|question| question.kind == kind);
        let (view, request) = (Rc::clone(view), request.clone());
        let job = Job::new(clock, |pace| Box::pin(answer(view, request, pace)));
        self.open.push_back(Question { asker, kind, job });
        stale
    }

    /// Goes on with the first for a slice of time.
    pub(super) fn work(&mut self) -> Option<Answer> {
        let Question { asker, job, .. } = self.open.front_mut()?;
        let (to, reply) = (Some(*asker), job.work()?);
        self.open.pop_front();
        Some(Answer { to, reply })
    }

    /// Gives all of them up: their view is no more.
    pub(super) fn give_up(&mut self) -> Vec<Answer> {
        self.give_up_where(|_| true)
    }

    fn give_up_where(&mut self, is_given_up: impl Fn(&Question) -> bool) -> Vec<Answer> {
        let mut answers = give_up_where(&mut self.held, &is_given_up);
        answers.append(&mut give_up_where(&mut self.open, is_given_up));
        answers
    }
}

fn give_up_where(questions: &mut VecDeque<Question>, is_given_up: impl Fn(&Question) -> bool) -> Vec<Answer> {
    let mut answers = Vec::new();
    questions.retain(|question| {
        let is_given_up = is_given_up(question);
        if is_given_up {
            answers.push(Answer { to: Some(question.asker), reply: Reply::Stale });
        }
        !is_given_up
    });
    answers
}

async fn answer(view: Rc<View>, request: Request, pace: Pace) -> Reply {
    let (shown, pace, id) = (&*view, &pace, view.id);
    match request {
        Request::Search { text } => Reply::Found(shown.search(&text, pace).await),
        Request::Top { order, first, count, .. } => {
            Reply::Top { view: id, window: table::window(shown, order, first, count, pace).await }
        }
        Request::Series { rows, order, first, count, .. } => {
            let window = series_table::window(shown, rows, order, first, count, pace).await;
            Reply::Series { view: id, window }
        }
        Request::SeriesRow { rows, row, .. } => match series_chart::chart(shown, rows, row, pace).await {
            Some(chart) => Reply::SeriesRow { view: id, chart: Box::new(chart) },
            None => Reply::Stale,
        },
        Request::Tags { .. } => Reply::Tags { view: id, tags: tags::list(shown, pace).await },
        Request::Peek { row, .. } => {
            let graphs = match shown.graphs.get() {
                Some(graphs) => graphs,
                None => {
                    let graphs = peek::graphs(shown, pace).await;
                    shown.graphs.get_or_init(|| graphs)
                }
            };
            match peek::peek(shown, graphs, row) {
                Some(peek) => Reply::Peek { view: id, peek: Box::new(peek) },
                None => Reply::Stale,
            }
        }
        _ => Reply::Stale,
    }
}
