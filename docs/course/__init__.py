"""What only this course has of a build: its steps, its files, its look, its classroom."""
