//! What people do with their own account, and personnel for them.

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};

use crate::http::account::PasswordForm;
use crate::http::kinds::{
    ADMINISTRATORS_ONLY, NOT_FOR_ONESELF, PASSWORD_LINK_OVER, SECOND_FACTOR_IS_ON,
};
use crate::http::my_sessions::{MySessionView, SignInEventView};
use crate::http::password_links::{PasswordLinkUse, PasswordLinkView};
use crate::http::second_factor::{
    RecoveryCodesView, SecondFactorBegin, SecondFactorConfirm, SecondFactorRemove,
    SecondFactorSecretView, SecondFactorView,
};

/// Adds the operations.
pub(super) fn operations(document: Document) -> Document {
    second_factor(sessions(passwords(document)))
}

fn passwords(document: Document) -> Document {
    document
        .with(
            Operation::put("/me/password", "Change my password; my other sessions end")
                .takes::<PasswordForm>()
                .answers_nothing()
                .refuses(&[kind::TOO_MANY, kind::BUSY]),
        )
        .with(
            Operation::post(
                "/people/{id}/password-link",
                "Make a one-time link by which a person sets a password",
            )
            .id()
            .answers::<PasswordLinkView>(StatusCode::CREATED)
            .refuses(&[kind::FORBIDDEN, NOT_FOR_ONESELF, ADMINISTRATORS_ONLY]),
        )
        .with(
            Operation::post(
                "/password-links/use",
                "Set a password by a link; every session of the person ends",
            )
            .open()
            .takes::<PasswordLinkUse>()
            .answers_nothing()
            .refuses(&[PASSWORD_LINK_OVER]),
        )
}

fn sessions(document: Document) -> Document {
    document
        .with(
            Operation::get("/sessions", "Where I am signed in, the last used first").answers::<Vec<
                MySessionView,
            >>(
                StatusCode::OK,
            ),
        )
        .with(Operation::delete("/sessions", "End my other sessions").answers_nothing())
        .with(
            Operation::delete("/sessions/{id}", "End a session of mine")
                .id()
                .answers_nothing(),
        )
        .with(
            Operation::delete("/people/{id}/sessions", "End every session of a person")
                .id()
                .answers_nothing()
                .refuses(&[kind::FORBIDDEN, NOT_FOR_ONESELF, ADMINISTRATORS_ONLY]),
        )
        .with(
            Operation::get("/me/sign-ins", "What happened at my door, the last first")
                .answers::<Vec<SignInEventView>>(StatusCode::OK),
        )
}

fn second_factor(document: Document) -> Document {
    document
        .with(
            Operation::get("/me/totp", "Whether my sign-in needs a code")
                .answers::<SecondFactorView>(StatusCode::OK),
        )
        .with(
            Operation::post("/me/totp", "Begin with codes of an app on my phone")
                .takes::<SecondFactorBegin>()
                .answers::<SecondFactorSecretView>(StatusCode::CREATED)
                .refuses(&[SECOND_FACTOR_IS_ON, kind::TOO_MANY, kind::BUSY]),
        )
        .with(
            Operation::put("/me/totp", "Turn the codes on by a first one")
                .takes::<SecondFactorConfirm>()
                .answers::<RecoveryCodesView>(StatusCode::OK)
                .refuses(&[kind::NOT_FOUND, SECOND_FACTOR_IS_ON])
                .refuses(&[kind::TOO_MANY, kind::BUSY]),
        )
        .with(
            Operation::delete("/me/totp", "Turn the codes off, by the password or a code")
                .takes::<SecondFactorRemove>()
                .answers_nothing()
                .refuses(&[kind::NOT_FOUND, kind::TOO_MANY, kind::BUSY]),
        )
        .with(
            Operation::delete("/people/{id}/totp", "Turn a person's codes off")
                .id()
                .answers_nothing()
                .refuses(&[kind::FORBIDDEN, NOT_FOR_ONESELF, ADMINISTRATORS_ONLY]),
        )
}
