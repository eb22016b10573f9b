//! What people do with their own account, and personnel for them.

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};

use crate::http::account::PasswordForm;
use crate::http::kinds::passkeys::{
    ADDRESS_IS_NO_NAME, CHALLENGE_OVER, PASSKEY_COPIED, TOO_MANY_PASSKEYS, WRONG_PASSKEY,
};
use crate::http::kinds::{
    ADMINISTRATORS_ONLY, NOT_FOR_ONESELF, PASSWORD_LINK_OVER, SECOND_FACTOR_IS_ON,
};
use crate::http::my_sessions::{MySessionView, SignInEventView};
use crate::http::passkey_sign_in::{PasskeyChallenge, PasskeySignIn};
use crate::http::passkeys::{PasskeyBegin, PasskeyForm, PasskeyRegistration, PasskeyView};
use crate::http::password_links::{PasswordLinkUse, PasswordLinkView};
use crate::http::second_factor::{
    RecoveryCodesView, SecondFactorBegin, SecondFactorConfirm, SecondFactorRemove,
    SecondFactorSecretView, SecondFactorView,
};
use crate::http::sessions::SessionView;

/// Adds the operations.
pub(super) fn operations(document: Document) -> Document {
    passkeys(second_factor(sessions(passwords(document))))
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

fn passkeys(document: Document) -> Document {
    signing_in_by_passkey(document)
        .with(
            Operation::get("/me/passkeys", "My passkeys, the newest first")
                .answers::<Vec<PasskeyView<'_>>>(StatusCode::OK),
        )
        .with(
            Operation::post(
                "/me/passkey-registrations",
                "Begin with a passkey: what to ask my device for",
            )
            .takes::<PasskeyBegin>()
            .answers::<PasskeyRegistration>(StatusCode::CREATED)
            .refuses(&[ADDRESS_IS_NO_NAME, TOO_MANY_PASSKEYS])
            .refuses(&[kind::TOO_MANY, kind::BUSY]),
        )
        .with(
            Operation::put(
                "/me/passkeys/{id}",
                "Add a passkey; sending it again changes nothing",
            )
            .id()
            .takes::<PasskeyForm>()
            .answers::<PasskeyView<'_>>(StatusCode::CREATED)
            .answers::<PasskeyView<'_>>(StatusCode::OK)
            .refuses(&[ADDRESS_IS_NO_NAME, TOO_MANY_PASSKEYS, CHALLENGE_OVER]),
        )
        .with(
            Operation::delete("/me/passkeys/{id}", "Remove a passkey of mine")
                .id()
                .answers_nothing(),
        )
        .with(
            Operation::delete("/people/{id}/passkeys", "Remove every passkey of a person")
                .id()
                .answers_nothing()
                .refuses(&[kind::FORBIDDEN, NOT_FOR_ONESELF, ADMINISTRATORS_ONLY]),
        )
}

fn signing_in_by_passkey(document: Document) -> Document {
    document
        .with(
            Operation::post(
                "/passkey-challenges",
                "Begin to sign in by a passkey: what to ask the device for",
            )
            .open()
            .answers::<PasskeyChallenge>(StatusCode::CREATED)
            .refuses(&[ADDRESS_IS_NO_NAME]),
        )
        .with(
            Operation::post("/sessions/passkey", "Sign in by a passkey")
                .open()
                .takes::<PasskeySignIn>()
                .answers::<SessionView<'_>>(StatusCode::CREATED)
                .refuses(&[
                    WRONG_PASSKEY,
                    PASSKEY_COPIED,
                    CHALLENGE_OVER,
                    ADDRESS_IS_NO_NAME,
                ])
                .refuses(&[kind::TOO_MANY, kind::BUSY]),
        )
}
