"""What guidance reaches outside by: the templates its papers are set with."""
