"""The papers of vouchers: invoices, receipts, tickets, slips and structured statements, read from their files."""
