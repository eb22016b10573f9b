//! A row of a result, read by column name.

use std::sync::Arc;

use crate::{DbError, Value};

/// One row. Its columns are asked for by name: an order that changes breaks nothing.
#[derive(Clone, Debug)]
pub struct Row {
    columns: Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    /// A row as a host gives it: one value for each column.
    pub const fn new(columns: Arc<[String]>, values: Vec<Value>) -> Self {
        Self { columns, values }
    }

    /// A column's value.
    ///
    /// # Errors
    /// [`DbError::Shape`] when the statement gave no such column.
    pub fn value(&self, column: &str) -> Result<&Value, DbError> {
        let index = self.columns.iter().position(|name| name == column);
        index
            .and_then(|index| self.values.get(index))
            .ok_or_else(|| shape(column, "missing"))
    }

    /// A column of text that is not NULL.
    ///
    /// # Errors
    /// [`DbError::Shape`] when it is something else.
    pub fn text(&self, column: &str) -> Result<String, DbError> {
        self.text_or_null(column)?
            .ok_or_else(|| shape(column, "NULL"))
    }

    /// A column of text or NULL.
    ///
    /// # Errors
    /// [`DbError::Shape`] when it is something else.
    pub fn text_or_null(&self, column: &str) -> Result<Option<String>, DbError> {
        match self.value(column)? {
            Value::Text(text) => Ok(Some(text.clone())),
            Value::Null => Ok(None),
            _ => Err(shape(column, "not text")),
        }
    }

    /// A column of integers that is not NULL.
    ///
    /// # Errors
    /// [`DbError::Shape`] when it is something else.
    pub fn integer(&self, column: &str) -> Result<i64, DbError> {
        self.integer_or_null(column)?
            .ok_or_else(|| shape(column, "NULL"))
    }

    /// A column of integers or NULL.
    ///
    /// # Errors
    /// [`DbError::Shape`] when it is something else.
    pub fn integer_or_null(&self, column: &str) -> Result<Option<i64>, DbError> {
        match self.value(column)? {
            Value::Integer(integer) => Ok(Some(*integer)),
            Value::Null => Ok(None),
            _ => Err(shape(column, "not an integer")),
        }
    }

    /// A column of numbers or NULL.
    ///
    /// # Errors
    /// [`DbError::Shape`] when it is something else.
    pub fn real_or_null(&self, column: &str) -> Result<Option<f64>, DbError> {
        match self.value(column)? {
            Value::Real(real) => Ok(Some(*real)),
            // A REAL column gives whole numbers back as reals; an expression may not.
            Value::Integer(integer) => Ok(Some(*integer as f64)),
            Value::Null => Ok(None),
            _ => Err(shape(column, "not a number")),
        }
    }

    /// Reads a text column into a type of the domain.
    ///
    /// # Errors
    /// [`DbError::Shape`] when the text is none of its values.
    pub fn parsed<T>(&self, column: &str, parse: fn(&str) -> Option<T>) -> Result<T, DbError> {
        parse(&self.text(column)?).ok_or_else(|| shape(column, "unreadable"))
    }

    /// Reads a column of text or NULL into a type of the domain.
    ///
    /// # Errors
    /// [`DbError::Shape`] when the text is none of its values.
    pub fn parsed_or_null<T>(
        &self,
        column: &str,
        parse: fn(&str) -> Option<T>,
    ) -> Result<Option<T>, DbError> {
        let text = self.text_or_null(column)?;
        text.map(|text| parse(&text).ok_or_else(|| shape(column, "unreadable")))
            .transpose()
    }
}

fn shape(column: &str, what: &str) -> DbError {
    DbError::Shape(format!("column {column}: {what}"))
}
