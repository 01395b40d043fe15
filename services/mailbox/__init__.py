"""Mail: mailboxes read into messages; contacts, threads and promises found in them."""
