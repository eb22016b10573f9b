//! Problem documents, authentication, paging, conditional requests.
