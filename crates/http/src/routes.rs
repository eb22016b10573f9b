//! A route table that can be read: the axum router and the list of what it answers.

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, on};

/// One method of one path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// The path with its `{variables}`.
    pub path: String,
    /// The method in lower case, as OpenAPI writes it.
    pub method: &'static str,
}

/// A function's routes, all below its prefix. The API document is checked against the list.
pub struct Routes<S> {
    prefix: &'static str,
    router: Router<S>,
    list: Vec<Route>,
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No routes yet.
    pub fn under(prefix: &'static str) -> Self {
        Self {
            prefix,
            router: Router::new(),
            list: Vec::new(),
        }
    }

    /// Answers GET, and HEAD without the body.
    #[must_use]
    pub fn get<H: Handler<T, S>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.add("get", MethodFilter::GET, path, handler)
    }

    /// Answers PUT.
    #[must_use]
    pub fn put<H: Handler<T, S>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.add("put", MethodFilter::PUT, path, handler)
    }

    /// Answers POST.
    #[must_use]
    pub fn post<H: Handler<T, S>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.add("post", MethodFilter::POST, path, handler)
    }

    /// Answers PATCH.
    #[must_use]
    pub fn patch<H: Handler<T, S>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.add("patch", MethodFilter::PATCH, path, handler)
    }

    /// Answers DELETE.
    #[must_use]
    pub fn delete<H: Handler<T, S>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.add("delete", MethodFilter::DELETE, path, handler)
    }

    /// Answers HEAD by itself, where what it tells is not what GET does.
    #[must_use]
    pub fn head<H: Handler<T, S>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.add("head", MethodFilter::HEAD, path, handler)
    }

    /// Answers OPTIONS.
    #[must_use]
    pub fn options<H: Handler<T, S>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.add("options", MethodFilter::OPTIONS, path, handler)
    }

    fn add<H: Handler<T, S>, T: 'static>(
        mut self,
        method: &'static str,
        filter: MethodFilter,
        path: &str,
        handler: H,
    ) -> Self {
        let path = format!("{}{path}", self.prefix);
        self.router = self.router.route(&path, on(filter, handler));
        self.list.push(Route { path, method });
        self
    }

    /// What is answered, in no particular order.
    pub fn list(&self) -> &[Route] {
        &self.list
    }

    /// The router over its state.
    pub fn with_state(self, state: S) -> Router {
        self.router.with_state(state)
    }
}
