"""Screening measured on real participation: false alarms, automation found, speed."""
