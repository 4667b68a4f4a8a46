"""The record and its figures for programs: the same verbs, rights and figures as the pages."""
