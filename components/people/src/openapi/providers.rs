//! Other identity providers.

use http::StatusCode;
use ngantor_http::kind;
use ngantor_http::openapi::{Document, Operation};

use crate::http::kinds::providers::{
    ACCOUNT_UNCONFIRMED, EMAIL_NOT_VERIFIED, LINKED_OTHERWISE, LOGOUT_NOT_BELIEVED,
    NO_ACCOUNT_HERE, PROVIDER_DENIED, PROVIDER_NOT_BELIEVED, PROVIDER_UNREACHABLE, SIGN_IN_OVER,
    TOO_MANY_PROVIDERS,
};
use crate::http::kinds::{ADMINISTRATORS_ONLY, NOT_FOR_ONESELF};
use crate::http::providers::links::{ProviderLinkBegin, ProviderLinkRemove, ProviderLinkView};
use crate::http::providers::sessions::{ProviderSessionForm, SignInView};
use crate::http::providers::{IdentityProviderForm, IdentityProviderName, ProviderView};
use crate::http::sessions::SessionView;

/// Adds the operations.
pub(super) fn add(document: Document) -> Document {
    linking(signing_in(keeping(document)))
}

fn keeping(document: Document) -> Document {
    document
        .with(
            Operation::get("/identity-providers", "Their names, for the sign-in page")
                .open()
                .answers::<Vec<IdentityProviderName>>(StatusCode::OK),
        )
        .with(
            Operation::get(
                "/identity-providers/{id}",
                "One; the ETag names the version",
            )
            .id()
            .answers::<ProviderView<'_>>(StatusCode::OK)
            .refuses(&[kind::FORBIDDEN]),
        )
        .with(
            Operation::put(
                "/identity-providers/{id}",
                "Add one or change the whole of it",
            )
            .whole()
            .takes::<IdentityProviderForm>()
            .answers::<ProviderView<'_>>(StatusCode::CREATED)
            .answers::<ProviderView<'_>>(StatusCode::OK)
            .refuses(&[kind::FORBIDDEN, kind::ID_REUSED, TOO_MANY_PROVIDERS]),
        )
        .with(
            Operation::delete("/identity-providers/{id}", "Take one away")
                .id()
                .if_match()
                .answers_nothing()
                .refuses(&[kind::FORBIDDEN]),
        )
}

fn signing_in(document: Document) -> Document {
    document
        .with(
            Operation::post(
                "/identity-providers/{id}/sign-ins",
                "Begin to sign in there: a cookie, and where the browser goes",
            )
            .id()
            .open()
            .answers::<SignInView>(StatusCode::CREATED)
            .refuses(&[PROVIDER_UNREACHABLE, kind::BUSY]),
        )
        .with(
            Operation::post(
                "/identity-providers/{id}/sessions",
                "Sign in with what the browser came back with; tokens go as cookies",
            )
            .id()
            .open()
            .takes::<ProviderSessionForm>()
            .answers::<SessionView<'_>>(StatusCode::CREATED)
            .refuses(&[SIGN_IN_OVER, PROVIDER_DENIED, PROVIDER_NOT_BELIEVED])
            .refuses(&[NO_ACCOUNT_HERE, EMAIL_NOT_VERIFIED, LINKED_OTHERWISE])
            .refuses(&[ACCOUNT_UNCONFIRMED])
            .refuses(&[PROVIDER_UNREACHABLE, kind::TOO_MANY, kind::BUSY]),
        )
        .with(
            Operation::post(
                "/identity-providers/{id}/logouts",
                "A provider's logout token ends what it let in (Back-Channel Logout 1.0)",
            )
            .id()
            .open()
            .takes_bytes(&["application/x-www-form-urlencoded"])
            .answers_nothing()
            .refuses(&[LOGOUT_NOT_BELIEVED, PROVIDER_UNREACHABLE, kind::BUSY]),
        )
}

fn linking(document: Document) -> Document {
    document
        .with(
            Operation::post(
                "/identity-providers/{id}/links",
                "Link an account there with me, by my password: a cookie, and where to go",
            )
            .id()
            .takes::<ProviderLinkBegin>()
            .answers::<SignInView>(StatusCode::CREATED)
            .refuses(&[PROVIDER_UNREACHABLE, kind::TOO_MANY, kind::BUSY]),
        )
        .with(
            Operation::get(
                "/me/provider-links",
                "My accounts elsewhere, the newest first",
            )
            .answers::<Vec<ProviderLinkView>>(StatusCode::OK),
        )
        .with(
            Operation::delete(
                "/me/provider-links/{id}",
                "An account elsewhere is mine no more, by my password; what it let in ends",
            )
            .id()
            .takes::<ProviderLinkRemove>()
            .answers_nothing()
            .refuses(&[kind::TOO_MANY, kind::BUSY]),
        )
        .with(
            Operation::delete(
                "/people/{id}/provider-links",
                "Forget which accounts elsewhere are a person's; what they opened ends",
            )
            .id()
            .answers_nothing()
            .refuses(&[kind::FORBIDDEN, NOT_FOR_ONESELF, ADMINISTRATORS_ONLY]),
        )
}
