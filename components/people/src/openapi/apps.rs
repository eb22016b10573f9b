//! Operations on apps and devices that a person lets in.

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};
use serde_json::json;

use crate::http::apps::{AppForm, AppTokens, AppView, TokenForm};
use crate::http::devices::{
    ApprovalForm, DeviceCodes, DeviceForm, DeviceTokenForm, DeviceTokens, DeviceView,
};
use crate::http::kinds::apps::{
    ACCESS_DENIED, APP_IS_OUT, AUTHORIZATION_PENDING, CLIENT_REFUSED, DEVICE_GONE, SLOW_DOWN,
    TOO_MANY_APPS, WRONG_DEVICE_CODE,
};

/// All of them.
pub(super) fn add(document: Document) -> Document {
    devices(apps(document))
}

fn apps(document: Document) -> Document {
    document
        .with(
            Operation::get("/app-tokens", "The apps that I let in")
                .answers::<Vec<AppView<'_>>>(StatusCode::OK),
        )
        .with(
            Operation::put(
                "/app-tokens/{id}",
                "Let an app in; sent again, the same token",
            )
            .id()
            .takes::<AppForm>()
            .answers::<AppView<'_>>(StatusCode::CREATED)
            .answers::<AppView<'_>>(StatusCode::OK)
            .refuses(&[kind::ID_REUSED, TOO_MANY_APPS]),
        )
        .with(
            Operation::delete("/app-tokens/{id}", "Put an app out")
                .id()
                .answers_nothing(),
        )
        .with(
            Operation::post("/tokens", "Access tokens for an app, or for a function")
                .open()
                .takes::<TokenForm>()
                .answers::<AppTokens>(StatusCode::OK)
                .refuses(&[APP_IS_OUT, CLIENT_REFUSED]),
        )
}

fn devices(document: Document) -> Document {
    let code = |operation: Operation| {
        let about = "The code that the device shows, as somebody types it";
        operation.variable("code", about, json!({"type": "string"}))
    };
    let decide = "/device-authorizations/{code}/approval";
    document
        .with(
            Operation::post(
                "/device-authorizations",
                "A code to show, for a device (RFC 8628)",
            )
            .open()
            .takes::<DeviceForm>()
            .answers::<DeviceCodes>(StatusCode::CREATED)
            .refuses(&[kind::TOO_MANY, kind::BUSY]),
        )
        .with(
            code(Operation::get(
                "/device-authorizations/{code}",
                "The device with this code",
            ))
            .answers::<DeviceView<'_>>(StatusCode::OK)
            .refuses(&[kind::TOO_MANY, WRONG_DEVICE_CODE]),
        )
        .with(
            code(Operation::put(decide, "Let the device in, or not"))
                .takes::<ApprovalForm>()
                .answers_nothing()
                .refuses(&[kind::TOO_MANY, WRONG_DEVICE_CODE, TOO_MANY_APPS]),
        )
        .with(
            Operation::post("/device-tokens", "What the device gets once it is let in")
                .open()
                .takes::<DeviceTokenForm>()
                .answers::<DeviceTokens>(StatusCode::OK)
                .refuses(&[AUTHORIZATION_PENDING, SLOW_DOWN, ACCESS_DENIED, DEVICE_GONE]),
        )
}
