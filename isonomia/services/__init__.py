"""Services for credits: orders, organisations and their offers, findings about organisations."""
