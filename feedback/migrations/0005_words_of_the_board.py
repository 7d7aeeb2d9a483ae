from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0004_needs_radar'),
    ]

    operations = [
        migrations.AlterField(
            model_name='need',
            name='status',
            field=models.CharField(choices=[('open', 'Waits for an answer'), ('accepted', 'Taken on'), ('claimed', 'Being made'), ('resolved', 'Answered'), ('declined', 'Declined'), ('merged', 'Merged')], default='open', max_length=10),
        ),
        migrations.AlterField(
            model_name='needmove',
            name='kind',
            field=models.CharField(choices=[('reported', 'reported'), ('joined', 'needed by one more'), ('reminded', 'reminded'), ('passed_on', 'passed on to L&D'), ('accepted', 'taken on'), ('claimed', 'being made'), ('released', 'free again'), ('resolved', 'answered'), ('declined', 'declined'), ('merged', 'merged'), ('asked', 'asked whether it helped'), ('reopened', 'opened again'), ('closed', 'confirmed')], max_length=10),
        ),
    ]
