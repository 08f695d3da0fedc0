"""Who is at the page: signing in with an account, and the desk that person works at.

The page only reflects what a person may do: every rule about that is enforced where decisions are
kept. Until single sign-on comes, accounts with passwords stand in.
"""

import streamlit as st

from dashboards import port_names
from pipelines.decisions import DecisionError, Person, authenticate, person_of, set_password
from pipelines.filters.desk import Desk, open_desk
from pipelines.settings import get_settings

SIGNED_IN = "signed_in_as"


@st.cache_resource
def desk() -> Desk:
    """Open the decision store once for the server."""
    return open_desk(get_settings())


def draw_sidebar() -> Person | None:
    """Draw who is signed in, or the form to sign in.

    Returns
    -------
    Person or None
        Looked up anew at every run, so that a role taken away counts at once; None for a reader.
    """
    identity = st.session_state.get(SIGNED_IN)
    with st.sidebar:
        if identity is not None:
            person = person_of(desk().store, identity)
            st.markdown(f"Signed in as **{person.identity}**")
            roles = sorted(
                f"{grant.role}, {port_names.port(grant.port_code)}" for grant in person.grants
            )
            st.caption("  \n".join(roles) or "no role")
            _draw_password(person)
            if st.button("Sign out"):
                del st.session_state[SIGNED_IN]
                st.rerun()
            return person
        with st.expander("Sign in to draft or approve"), st.form("sign_in", border=False):
            account = st.text_input("Account", autocomplete="username")
            password = st.text_input("Password", type="password", autocomplete="current-password")
            if st.form_submit_button("Sign in"):
                _sign_in(account, password)
    return None


def _draw_password(person: Person) -> None:
    """Draw setting a password of one's own: who was given one by the author cannot approve."""
    with st.expander("Set a password"), st.form("password", border=False, clear_on_submit=True):
        old = st.text_input("Password now", type="password", autocomplete="current-password")
        new = st.text_input("New password", type="password", autocomplete="new-password")
        if st.form_submit_button("Set it"):
            account = person.identity.removeprefix("account:")
            try:
                authenticate(desk().store, account, old)
                set_password(desk().store, person, account, new, reason="own password")
            except DecisionError as error:
                st.error(str(error))
            else:
                st.success("The new password counts from now on.")


def _sign_in(account: str, password: str) -> None:
    """Sign in, or say why not."""
    try:
        person = authenticate(desk().store, account, password)
    except DecisionError as error:
        st.error(str(error))
        return
    st.session_state[SIGNED_IN] = person.identity
    st.rerun()
